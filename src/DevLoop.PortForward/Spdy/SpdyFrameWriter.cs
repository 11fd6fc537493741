using System.Buffers;
using System.Buffers.Binary;

namespace DevLoop.PortForward.Spdy;

/// <summary>Writes whole frames. Pure: bytes go to the writer and nothing else happens.</summary>
/// <seealso href="https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1/#TOC-2.6-Control-frames">SPDY/3.1, section 2.6</seealso>
internal static class SpdyFrameWriter
{
    private const int SynStreamPrefix = 10;
    private const int SynReplyPrefix = 4;

    /// <summary><code>| stream id (31) | associated stream id (31) | priority, slot (16) | header block |</code></summary>
    public static void WriteSynStream(IBufferWriter<byte> output, SpdyHeaderEncoder encoder, int streamId, SpdyHeaders headers, SpdyFrameFlags flags)
    {
        Span<byte> prefix = stackalloc byte[SynStreamPrefix];
        prefix.Clear();
        BinaryPrimitives.WriteInt32BigEndian(prefix, streamId);
        WriteWithHeaders(output, encoder, SpdyFrameType.SynStream, flags, prefix, headers);
    }

    /// <summary><code>| stream id (31) | header block |</code></summary>
    public static void WriteSynReply(IBufferWriter<byte> output, SpdyHeaderEncoder encoder, int streamId, SpdyHeaders headers)
    {
        Span<byte> prefix = stackalloc byte[SynReplyPrefix];
        BinaryPrimitives.WriteInt32BigEndian(prefix, streamId);
        WriteWithHeaders(output, encoder, SpdyFrameType.SynReply, SpdyFrameFlags.None, prefix, headers);
    }

    /// <summary><code>| stream id (31) | status (32) |</code></summary>
    public static void WriteRstStream(IBufferWriter<byte> output, int streamId, SpdyResetStatus status) =>
        WriteControl(output, SpdyFrameType.RstStream, streamId, (int)status);

    /// <summary><code>| id (32) |</code></summary>
    public static void WritePing(IBufferWriter<byte> output, uint id)
    {
        var span = output.GetSpan(SpdyFrameHeader.Size + sizeof(uint));
        SpdyFrameHeader.Control(SpdyFrameType.Ping, SpdyFrameFlags.None, sizeof(uint)).Write(span);
        BinaryPrimitives.WriteUInt32BigEndian(span[SpdyFrameHeader.Size..], id);
        output.Advance(SpdyFrameHeader.Size + sizeof(uint));
    }

    /// <summary><code>| last good stream id (31) | status (32) |</code></summary>
    public static void WriteGoAway(IBufferWriter<byte> output, int lastGoodStreamId, SpdyGoAwayStatus status) =>
        WriteControl(output, SpdyFrameType.GoAway, lastGoodStreamId, (int)status);

    public static void WriteData(IBufferWriter<byte> output, int streamId, ReadOnlySpan<byte> payload, SpdyFrameFlags flags)
    {
        var span = output.GetSpan(SpdyFrameHeader.Size);
        SpdyFrameHeader.Data(streamId, flags, payload.Length).Write(span);
        output.Advance(SpdyFrameHeader.Size);
        output.Write(payload);
    }

    private static void WriteControl(IBufferWriter<byte> output, SpdyFrameType type, int first, int second)
    {
        const int length = 2 * sizeof(int);
        var span = output.GetSpan(SpdyFrameHeader.Size + length);
        SpdyFrameHeader.Control(type, SpdyFrameFlags.None, length).Write(span);
        BinaryPrimitives.WriteInt32BigEndian(span[SpdyFrameHeader.Size..], first);
        BinaryPrimitives.WriteInt32BigEndian(span[(SpdyFrameHeader.Size + sizeof(int))..], second);
        output.Advance(SpdyFrameHeader.Size + length);
    }

    private static void WriteWithHeaders(
        IBufferWriter<byte> output,
        SpdyHeaderEncoder encoder,
        SpdyFrameType type,
        SpdyFrameFlags flags,
        ReadOnlySpan<byte> prefix,
        SpdyHeaders headers)
    {
        var block = new ArrayBufferWriter<byte>(128);
        encoder.Encode(headers, block);
        var span = output.GetSpan(SpdyFrameHeader.Size);
        SpdyFrameHeader.Control(type, flags, prefix.Length + block.WrittenCount).Write(span);
        output.Advance(SpdyFrameHeader.Size);
        output.Write(prefix);
        output.Write(block.WrittenSpan);
    }
}
