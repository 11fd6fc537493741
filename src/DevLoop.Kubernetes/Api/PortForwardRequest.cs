namespace DevLoop.Kubernetes.Api;

/// <summary>A pod to open a port-forward connection to.</summary>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Pod">The pod's name.</param>
public sealed record PortForwardRequest(string Namespace, string Pod)
{
    /// <summary>The node to go through (<c>nodes/proxy</c>) in place of the pod's own URL. Default: null, the pod's.</summary>
    public string? Node { get; init; }

    /// <summary>The container port. Only <see cref="PortForwardTransport.V4Channel"/> needs it, which is not tried without. Default: null.</summary>
    public int? Port { get; init; }
}
