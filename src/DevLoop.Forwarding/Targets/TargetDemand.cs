using DevLoop.Forwarding.Reach;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Targets;

/// <summary>Objects of one kind that have to be known to choose a target: one by its name, some by their labels, or all of the namespace.</summary>
/// <param name="Name">The name; null for more than one.</param>
/// <param name="Label">The label selector; null for all.</param>
internal abstract record TargetDemand(string? Name, string? Label)
{
    /// <summary>The same kind, all of the namespace.</summary>
    public abstract TargetDemand OfAll { get; }

    /// <summary>The objects of the kind that are known.</summary>
    public abstract IReadOnlyList<IResource> In(ResourceSnapshot snapshot);

    /// <summary>Asks the cluster for them, once. Objects that do not exist are none.</summary>
    /// <exception cref="Kubernetes.KubernetesException">The cluster refuses, or cannot be talked to.</exception>
    public abstract Task<ResourceSnapshot> AskAsync(ApiClient api, string ns, ResourceSnapshot snapshot, CancellationToken cancellationToken);

    /// <summary>Begins to follow them. <paramref name="changed"/> is called from any task when there is something new; it must be quick.</summary>
    public abstract ITargetLease Follow(FollowedCluster cluster, string ns, Action changed);
}
