using DevLoop.Forwarding.Configuration;

namespace DevLoop.Forwarding.Forwarders;

/// <summary>What the command <c>port-forward</c> asks for.</summary>
/// <param name="Resource">What to forward to.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Ports">The pairs of ports, at least one.</param>
/// <param name="Addresses">Where to listen, at least one.</param>
public sealed record PortForwardOrder(
    ResourceReference Resource, string Namespace, IReadOnlyList<PortMapping> Ports, IReadOnlyList<ListenAddress> Addresses)
{
    /// <summary>How long connections wait for a pod, unless somebody says otherwise.</summary>
    public static readonly TimeSpan DefaultHold = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait for the first pod that can be connected to. Default 1 minute, as kubectl's <c>--pod-running-timeout</c>.</summary>
    public TimeSpan PodRunningTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a connection waits for a pod before it counts as failed. Default 30 s; zero: not at all.</summary>
    public TimeSpan Hold { get; init; } = DefaultHold;
}
