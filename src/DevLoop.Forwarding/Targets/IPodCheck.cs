using DevLoop.Kubernetes;

namespace DevLoop.Forwarding.Targets;

/// <summary>Asks the cluster about one pod, past what its watch has shown.</summary>
internal interface IPodCheck
{
    /// <summary>Whether this pod is gone for good: deleted, made anew under its name, or ended.</summary>
    /// <exception cref="KubernetesException">The cluster refuses to say, or cannot be talked to.</exception>
    Task<bool> IsGoneAsync(ForwardTarget target, CancellationToken cancellationToken);
}
