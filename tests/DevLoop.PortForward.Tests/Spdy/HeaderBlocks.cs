using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using DevLoop.PortForward.Spdy;

namespace DevLoop.PortForward.Tests.Spdy;

/// <summary>Header blocks that no honest encoder writes.</summary>
internal static class HeaderBlocks
{
    private static readonly byte[] Beginning = [0x78, 0xF9, 0xE3, 0xC6, 0xA7, 0xC2];

    /// <summary>A first block that inflates to these bytes.</summary>
    public static byte[] First(params byte[] plain) => [.. Beginning, .. Stored(plain)];

    /// <summary>A stored block and the empty one that flushes it.</summary>
    public static byte[] Stored(params byte[] plain)
    {
        var header = new byte[5];
        SpdyHeaderEncoder.WriteStoredBlockHeader(header, (ushort)plain.Length);
        return [.. header, .. plain, 0, 0, 0, 0xFF, 0xFF];
    }

    /// <summary>A first block of few bytes that inflates to many.</summary>
    public static byte[] Bomb(int inflatedLength)
    {
        var output = new MemoryStream();
        output.Write(Beginning);
        var deflate = new DeflateStream(output, CompressionLevel.SmallestSize, leaveOpen: true);
        deflate.Write([.. Int(1), .. Int(1), (byte)'a', .. Int(inflatedLength)]);
        deflate.Write(new byte[inflatedLength]);
        deflate.Flush();
        var block = output.ToArray();
        deflate.Dispose();
        return block;
    }

    public static byte[] Int(int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    public static byte[] Text(string text) => [.. Int(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    /// <summary>A control frame around a payload.</summary>
    public static byte[] Frame(SpdyFrameType type, params byte[] payload)
    {
        var header = new byte[SpdyFrameHeader.Size];
        SpdyFrameHeader.Control(type, SpdyFrameFlags.None, payload.Length).Write(header);
        return [.. header, .. payload];
    }

    /// <summary>A SYN_STREAM around a block.</summary>
    public static byte[] SynStream(int id, params byte[] block) => Frame(SpdyFrameType.SynStream, [.. Int(id), .. new byte[6], .. block]);
}
