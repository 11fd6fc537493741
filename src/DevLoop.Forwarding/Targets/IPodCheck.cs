using DevLoop.Kubernetes;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Targets;

/// <summary>Asks the cluster about one pod, past what its watch has shown.</summary>
internal interface IPodCheck
{
    /// <summary>The pod as it is now; null when it is gone for good: deleted, made anew under its name, or ended.</summary>
    /// <exception cref="KubernetesException">The cluster refuses to say, or cannot be talked to.</exception>
    Task<Pod?> FindAsync(ForwardTarget target, CancellationToken cancellationToken);
}
