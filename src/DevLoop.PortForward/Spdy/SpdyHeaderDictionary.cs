namespace DevLoop.PortForward.Spdy;

/// <summary>The preset zlib dictionary that both sides' header blocks are compressed with: a constant of SPDY/3, section 2.6.10.1.</summary>
internal static class SpdyHeaderDictionary
{
    /// <summary>The dictionary's Adler-32, which a zlib stream names behind its header (RFC 1950, DICTID).</summary>
    public const uint Adler32 = 0xE3C6A7C2;

    private static readonly byte[] Content = Load();

    public static ReadOnlySpan<byte> Bytes => Content;

    private static byte[] Load()
    {
        using var resource = typeof(SpdyHeaderDictionary).Assembly.GetManifestResourceStream("SpdyHeaderDictionary")
            ?? throw new InvalidOperationException("The SPDY header dictionary is missing from the assembly.");
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }
}
