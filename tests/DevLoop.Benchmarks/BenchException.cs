namespace DevLoop.Benchmarks;

/// <summary>A row cannot be run, with the reason for people.</summary>
internal sealed class BenchException : Exception
{
    public BenchException(string message)
        : base(message)
    {
    }

    public BenchException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
