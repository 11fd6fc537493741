using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace DevLoop.PortForward.Spdy;

/// <summary>
/// Writes the header blocks of one direction of a session: one zlib stream over all of them.
/// .NET's deflate takes no preset dictionary, but stored blocks (RFC 1951, section 3.2.4) need none:
/// <code>
/// first block only | 78 f9 | dictionary id (32) |
/// every block      | 00 | length (16 LE) | ~length (16 LE) | headers | 00 | 00 00 | ff ff |
/// </code>
/// The empty stored block at the end is what Z_SYNC_FLUSH writes. A block of ours is some 60 bytes, so nothing is lost by not compressing.
/// </summary>
internal sealed class SpdyHeaderEncoder
{
    private const ushort ZlibHeaderWithDictionary = 0x78F9;

    private bool _started;

    /// <summary>Blocks must reach the wire in the order of the calls.</summary>
    public void Encode(SpdyHeaders headers, IBufferWriter<byte> destination)
    {
        var length = MeasurePlain(headers);
        if (length > ushort.MaxValue)
        {
            throw new ArgumentException("The headers are longer than a stored block holds.", nameof(headers));
        }

        var span = destination.GetSpan(length + 16);
        var written = 0;
        if (!_started)
        {
            BinaryPrimitives.WriteUInt16BigEndian(span, ZlibHeaderWithDictionary);
            BinaryPrimitives.WriteUInt32BigEndian(span[2..], SpdyHeaderDictionary.Adler32);
            written = 6;
            _started = true;
        }

        written += WriteStoredBlockHeader(span[written..], (ushort)length);
        written += WritePlain(headers, span[written..]);
        written += WriteStoredBlockHeader(span[written..], 0);
        destination.Advance(written);
    }

    /// <summary>A stored block that is not the last one: 5 bytes.</summary>
    internal static int WriteStoredBlockHeader(Span<byte> destination, ushort length)
    {
        destination[0] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[1..], length);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[3..], (ushort)~length);
        return 5;
    }

    private static int MeasurePlain(SpdyHeaders headers)
    {
        var length = sizeof(int);
        foreach (var (name, value) in headers.All)
        {
            length += (2 * sizeof(int)) + Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value);
        }

        return length;
    }

    private static int WritePlain(SpdyHeaders headers, Span<byte> destination)
    {
        BinaryPrimitives.WriteInt32BigEndian(destination, headers.All.Count);
        var written = sizeof(int);
        foreach (var (name, value) in headers.All)
        {
            written += WriteString(name, destination[written..]);
            written += WriteString(value, destination[written..]);
        }

        return written;
    }

    private static int WriteString(string text, Span<byte> destination)
    {
        var length = Encoding.UTF8.GetBytes(text, destination[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(destination, length);
        return sizeof(int) + length;
    }
}
