using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.Sandbox.Hosting;

/// <summary>How a sandbox cluster is to be started.</summary>
public sealed record SandboxOptions
{
    /// <summary>The default of <see cref="Name"/>.</summary>
    public const string DefaultName = "devloop-sandbox";

    /// <summary>The port of the API server on 127.0.0.1; 0, the default, takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The name of cluster, user and context in the kubeconfig. <see cref="DefaultName"/> by default.</summary>
    public string Name { get; init; } = DefaultName;

    /// <summary>The bearer token that opens the cluster; null, the default, makes a random one.</summary>
    public string? Token { get; init; }

    /// <summary>The time of the cluster. The system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where the cluster logs. Nowhere by default.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>How many changes are kept for watches and for the pages of lists; what is older is answered with 410. 10,000 by default.</summary>
    public int HistoryCapacity { get; init; } = Storage.ObjectStore.DefaultHistoryCapacity;

    /// <summary>Whether there is a node that runs pods. Without one they stay as they were written; true by default.</summary>
    internal bool HasNode { get; init; } = true;

    /// <summary>How port-forwards are served.</summary>
    internal Streaming.PortForwardOptions PortForward { get; init; } = new();
}
