namespace DevLoop.Kubernetes.Authentication;

/// <summary>The kubeconfig, or the credentials it leads to, cannot be used.</summary>
public sealed class KubeconfigException : KubernetesException
{
    internal KubeconfigException(KubeconfigError reason, string message, Exception? inner = null)
        : base(message, inner) => Reason = reason;

    /// <summary>What went wrong.</summary>
    public KubeconfigError Reason { get; }
}
