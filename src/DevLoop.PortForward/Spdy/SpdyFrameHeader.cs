using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace DevLoop.PortForward.Spdy;

/// <summary>
/// The 8 bytes before every frame's payload.
/// <code>
/// control  |1|  version (15)  |   type (16)   |        data  |0|        stream id (31)          |
///          | flags (8) |      length (24)     |              | flags (8) |     length (24)      |
/// </code>
/// </summary>
/// <seealso href="https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1/#TOC-2.2-Framing">SPDY/3.1, section 2.2</seealso>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SpdyFrameHeader
{
    public const int Size = 8;
    public const int MaxLength = 0xFF_FFFF;
    public const int MaxStreamId = 0x7FFF_FFFF;

    private const uint ControlBit = 0x8000_0000;
    private const int Version = 3;

    private readonly uint _first;

    private SpdyFrameHeader(uint first, SpdyFrameFlags flags, int length)
    {
        _first = first;
        Flags = flags;
        Length = length;
    }

    public bool IsControl => (_first & ControlBit) != 0;

    /// <summary>The type of a control frame. Types that SPDY/3.1 does not name are possible, and skipped by <see cref="Length"/>.</summary>
    public SpdyFrameType Type => (SpdyFrameType)(_first & 0xFFFF);

    /// <summary>The stream of a data frame.</summary>
    public int StreamId => (int)(_first & MaxStreamId);

    public SpdyFrameFlags Flags { get; }

    /// <summary>Bytes of payload behind the header.</summary>
    public int Length { get; }

    public bool IsFin => Flags.HasFlag(SpdyFrameFlags.Fin);

    public static SpdyFrameHeader Control(SpdyFrameType type, SpdyFrameFlags flags, int length) =>
        new(ControlBit | (Version << 16) | (uint)type, flags, length);

    public static SpdyFrameHeader Data(int streamId, SpdyFrameFlags flags, int length) => new((uint)streamId, flags, length);

    /// <summary>Takes a header off the front of the buffer, or leaves the buffer alone when it holds less than one.</summary>
    /// <exception cref="SpdySessionException">A control frame of another version.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, out SpdyFrameHeader header)
    {
        header = default;
        if (buffer.Length < Size)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[Size];
        buffer.Slice(0, Size).CopyTo(bytes);
        var first = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        var second = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        header = new SpdyFrameHeader(first, (SpdyFrameFlags)(second >> 24), (int)(second & MaxLength));
        if (header.IsControl && ((first >> 16) & 0x7FFF) != Version)
        {
            throw new SpdySessionException(
                PortForwardError.ProtocolViolation, $"a control frame of SPDY version {(first >> 16) & 0x7FFF} instead of {Version}");
        }

        buffer = buffer.Slice(Size);
        return true;
    }

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, _first);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], ((uint)Flags << 24) | (uint)Length);
    }
}
