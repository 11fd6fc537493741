using DevLoop.Benchmarks.Results;

namespace DevLoop.Benchmarks.Measurements;

/// <summary>One figure of a measurement.</summary>
/// <param name="Title">What, and its unit.</param>
/// <param name="Bar">What it must reach on each wire.</param>
/// <param name="HasLimit">Whether it has a meaning for a pod that is reached directly.</param>
internal sealed record Metric(string Title, Func<Wire, Bar> Bar, bool HasLimit = true);
