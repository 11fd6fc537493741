namespace DevLoop.Benchmarks.Measurements;

/// <summary>What is done once with a way to the pod, and what figures come of it.</summary>
/// <param name="Name">The name by which it is asked for.</param>
/// <param name="Metrics">Its figures.</param>
/// <param name="Run">Does it; gives a value for each metric, in their order.</param>
internal sealed record Measurement(string Name, IReadOnlyList<Metric> Metrics, Func<Target, double[]> Run);
