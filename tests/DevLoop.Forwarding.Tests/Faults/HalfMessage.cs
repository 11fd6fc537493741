using System.Buffers.Binary;

namespace DevLoop.Forwarding.Tests.Faults;

/// <summary>The beginning of a WebSocket message.</summary>
internal static class HalfMessage
{
    private const int Missing = 100;

    /// <summary>A binary message of a server, which has more bytes than these.</summary>
    public static byte[] Of(ReadOnlySpan<byte> bytes)
    {
        var half = new byte[4 + bytes.Length];
        half[0] = 0x82;
        half[1] = 126;
        BinaryPrimitives.WriteUInt16BigEndian(half.AsSpan(2), (ushort)(Math.Max(126, bytes.Length) + Missing));
        bytes.CopyTo(half.AsSpan(4));
        return half;
    }
}
