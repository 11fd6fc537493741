namespace DevLoop.Kubernetes.Api;

/// <summary>The cluster could not be talked to: it never answered, or what answered was no Kubernetes API.</summary>
public sealed class ClusterConnectionException : KubernetesException
{
    internal ClusterConnectionException(ClusterConnectionError reason, string message, Exception? inner = null)
        : base(message, inner) => Reason = reason;

    /// <summary>What went wrong.</summary>
    public ClusterConnectionError Reason { get; }
}
