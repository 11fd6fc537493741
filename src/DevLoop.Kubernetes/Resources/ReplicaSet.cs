namespace DevLoop.Kubernetes.Resources;

/// <summary>A ReplicaSet: so many pods of one template, as a rule one generation of a Deployment.</summary>
public sealed record ReplicaSet : IWorkload<ReplicaSet>
{
    /// <inheritdoc/>
    public static ResourceKind<ReplicaSet> Kind { get; } =
        new("apps", "v1", "replicasets", "ReplicaSet", ResourceJson.Default.ReplicaSet, ResourceJson.Default.ResourceListReplicaSet);

    /// <inheritdoc/>
    public ObjectMetadata Metadata { get; init => field = value ?? new ObjectMetadata(); } = new();

    /// <inheritdoc/>
    public WorkloadSpec Spec { get; init => field = value ?? new WorkloadSpec(); } = new();

    /// <inheritdoc/>
    public WorkloadStatus Status { get; init => field = value ?? new WorkloadStatus(); } = new();
}
