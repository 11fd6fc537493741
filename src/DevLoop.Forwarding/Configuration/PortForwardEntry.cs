using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Configuration;

/// <summary>A forward that is wanted. Two entries with the same <see cref="Key"/> are one.</summary>
/// <param name="Resource">What to forward to.</param>
/// <param name="Namespace">The resource's namespace.</param>
/// <param name="Port">The port of the resource: of a Service its own port, of a pod a container's. By number or by name.</param>
/// <param name="LocalPort">The local port; 0 is any free one.</param>
/// <param name="Address">Where to listen.</param>
public sealed record PortForwardEntry(ResourceReference Resource, string Namespace, IntOrString Port, int LocalPort, ListenAddress Address)
{
    /// <summary>What makes it the entry it is.</summary>
    public string Key => $"{Namespace}/{Resource}:{Port} {Address}:{LocalPort}";

    /// <inheritdoc/>
    public override string ToString() => Key;
}
