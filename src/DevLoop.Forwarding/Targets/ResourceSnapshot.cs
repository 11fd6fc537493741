using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Targets;

/// <summary>What is known of a resource at one moment.</summary>
/// <param name="Service">The Service, where the resource is one and exists.</param>
/// <param name="Pods">The pod, or the pods that the Service selects.</param>
internal sealed record ResourceSnapshot(Service? Service, IReadOnlyList<Pod> Pods)
{
    /// <summary>Counts the snapshots of one resource: of two, the one with the higher number shows the later state.</summary>
    public long Number { get; init; }

    /// <summary>Why this may be out of date, in words for a person; null while the cluster is followed.</summary>
    public string? Outdated { get; init; }

    /// <summary>What answers at the cluster's address cannot prove that it is the cluster: whatever is known leads nowhere.</summary>
    public bool IsDistrusted { get; init; }
}
