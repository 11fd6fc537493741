namespace DevLoop.Soak.Load;

/// <summary>
/// What connections send: random bytes that repeat after a period which no buffer's size divides, from an offset of each one's own. A
/// byte that is lost, doubled, out of order or of another connection shows.
/// </summary>
internal static class CheckedBytes
{
    /// <summary>A prime.</summary>
    public const int Period = 1_000_003;

    private static readonly byte[] Bytes = Build();

    /// <summary>At most <paramref name="maxLength"/> bytes from a place on; never empty unless that is 0.</summary>
    public static ReadOnlyMemory<byte> Slice(long place, int maxLength)
    {
        var start = (int)(place % Period);
        return Bytes.AsMemory(start, Math.Min(maxLength, Period - start));
    }

    /// <summary>The first that differs from what belongs to that place, or -1.</summary>
    public static int FirstDifference(ReadOnlySpan<byte> bytes, long place)
    {
        for (var done = 0; done < bytes.Length;)
        {
            var expected = Slice(place + done, bytes.Length - done).Span;
            var same = bytes[done..].CommonPrefixLength(expected);
            done += same;
            if (same < expected.Length)
            {
                return done;
            }
        }

        return -1;
    }

    private static byte[] Build()
    {
        var bytes = new byte[Period];
        new Random(Period).NextBytes(bytes);
        return bytes;
    }
}
