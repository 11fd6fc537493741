namespace DevLoop.Testing.Contracts;

/// <summary>The ports of the demo program, and the bytes that its source sends: byte i is i modulo 251.</summary>
public static class DemoPorts
{
    public const int Echo = 7000;
    public const int Source = 7001;
    public const int Sink = 7002;
    public const int Http = 8080;

    /// <summary>A port where nothing listens.</summary>
    public const int Nothing = 9999;

    private const int Period = 251;

    /// <summary>The place of the first byte that is not the source's at that offset, or -1.</summary>
    public static int FirstDifference(ReadOnlySpan<byte> bytes, long offset)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != (byte)((offset + i) % Period))
            {
                return i;
            }
        }

        return -1;
    }
}
