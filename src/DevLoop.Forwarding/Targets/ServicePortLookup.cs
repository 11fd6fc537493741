using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Targets;

/// <summary>A port of a Service, or why there is none.</summary>
/// <param name="Port">The port; null when there is none.</param>
/// <param name="Problem">Why there is none; null when there is one.</param>
internal sealed record ServicePortLookup(ServicePort? Port, string? Problem)
{
    public static ServicePortLookup Found(ServicePort port) => new(port, null);

    public static ServicePortLookup NotFound(string problem) => new(null, problem);
}
