namespace DevLoop.Benchmarks.Results;

/// <summary>What no forward could do better on this machine: a figure of something less than a forward.</summary>
/// <param name="Title">What, and its unit.</param>
/// <param name="Wire">Over what; empty where it does not matter.</param>
internal sealed record Limit(string Title, string Wire)
{
    public List<double> Values { get; } = [];
}
