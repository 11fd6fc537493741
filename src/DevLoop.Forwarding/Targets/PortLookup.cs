namespace DevLoop.Forwarding.Targets;

/// <summary>A port in a pod, or why there is none.</summary>
/// <param name="Port">The number; null when there is none.</param>
/// <param name="Problem">Why there is none; null when there is one.</param>
internal sealed record PortLookup(int? Port, string? Problem)
{
    /// <summary><see cref="Problem"/> without what differs from pod to pod, such as its name; null when there is a port.</summary>
    public string? Topic { get; init; }

    public static PortLookup Found(int port) => new(port, null);

    public static PortLookup NotFound(string problem, string? topic = null) => new(null, problem) { Topic = topic ?? problem };
}
