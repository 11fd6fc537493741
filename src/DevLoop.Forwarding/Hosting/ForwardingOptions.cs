using DevLoop.Forwarding.Configuration.Files;
using DevLoop.Forwarding.Discovery;
using DevLoop.Forwarding.Forwarders;
using DevLoop.Forwarding.Sessions;

namespace DevLoop.Forwarding.Hosting;

/// <summary>What a program that forwards is asked for.</summary>
public sealed record ForwardingOptions
{
    /// <summary>What to look for in the cluster, and where.</summary>
    public required DiscoveryScope Scope { get; init; }

    /// <summary>The namespace of entries that name none.</summary>
    public required string CurrentNamespace { get; init; }

    /// <summary>The namespaces that were asked for; none means the current one.</summary>
    public IReadOnlyList<string> TargetNamespaces { get; init; } = [];

    /// <summary>What the files say at the start; null when they are not looked at.</summary>
    public PortForwardConfiguration? Configuration { get; init; }

    /// <summary>Whether an entry that cannot have the local port that it would like gets none. Default: it gets another one.</summary>
    public bool StrictPorts { get; init; }

    /// <summary>How long a connection waits for a pod before it counts as failed. Default 30 s; zero: not at all.</summary>
    public TimeSpan Hold { get; init; } = PortForwardOrder.DefaultHold;

    /// <summary>How many sessions to keep for the pods.</summary>
    public SessionPoolOptions Pooling { get; init; } = new();

    /// <summary>How long connections that are open may go on at the end. Default 2 s.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(2);
}
