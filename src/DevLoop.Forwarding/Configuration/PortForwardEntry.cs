using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Configuration;

/// <summary>A forward that is wanted. Two entries with the same <see cref="Key"/> are one.</summary>
/// <param name="Origin">Who wants it.</param>
/// <param name="Resource">What to forward to.</param>
/// <param name="Namespace">The resource's namespace.</param>
/// <param name="Port">The port of the resource: of a Service its own port, of anything else a container's. By number or by name.</param>
/// <param name="LocalPort">Which local port it would like.</param>
/// <param name="Address">Where to listen.</param>
public sealed record PortForwardEntry(
    EntryOrigin Origin, ResourceReference Resource, string Namespace, IntOrString Port, LocalPortWish LocalPort, ListenAddress Address)
{
    /// <summary>The name of the port, where the entry was found by its number and the port has one.</summary>
    public string? PortName { get; init; }

    /// <summary>The container that the port was found in; null where it was not found in one.</summary>
    public string? Container { get; init; }

    /// <summary>What makes it the entry it is, in this run and the next one.</summary>
    public string Key => $"{Namespace}/{Resource}:{Port} {Address}:{LocalPort}";

    /// <inheritdoc/>
    public override string ToString() => Key;
}
