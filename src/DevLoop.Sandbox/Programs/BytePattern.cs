namespace DevLoop.Sandbox.Programs;

/// <summary>
/// The bytes that the demo program serves on <c>/bytes</c> and on port 7001: byte i is i modulo 251. The period is prime, so
/// that a lost, doubled or swapped buffer of any usual size shows.
/// </summary>
public static class BytePattern
{
    private const int Period = 251;
    private static readonly byte[] Repeated = Build(Period * 261); // just under 64 KiB

    /// <summary>At most <paramref name="maxLength"/> bytes of the pattern from an offset on, without copying; never empty unless that is 0.</summary>
    public static ReadOnlyMemory<byte> Slice(long offset, long maxLength)
    {
        var start = (int)(offset % Period);
        return Repeated.AsMemory(start, (int)Math.Min(maxLength, Repeated.Length - start));
    }

    /// <summary>The place of the first byte that differs from the pattern at that offset, or -1 when all are as they should be.</summary>
    public static int FirstDifference(ReadOnlySpan<byte> bytes, long offset)
    {
        var checkedBytes = 0;
        while (checkedBytes < bytes.Length)
        {
            var expected = Slice(offset + checkedBytes, bytes.Length - checkedBytes).Span;
            var same = bytes[checkedBytes..].CommonPrefixLength(expected);
            checkedBytes += same;
            if (same < expected.Length)
            {
                return checkedBytes;
            }
        }

        return -1;
    }

    private static byte[] Build(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = (byte)(i % Period);
        }

        return bytes;
    }
}
