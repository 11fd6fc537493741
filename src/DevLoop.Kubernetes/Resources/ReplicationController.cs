namespace DevLoop.Kubernetes.Resources;

/// <summary>A ReplicationController, the forerunner of the ReplicaSet.</summary>
public sealed record ReplicationController : IWorkload<ReplicationController>
{
    /// <inheritdoc/>
    public static ResourceKind<ReplicationController> Kind { get; } =
        new("", "v1", "replicationcontrollers", "ReplicationController", ResourceJson.Default.ReplicationController, ResourceJson.Default.ResourceListReplicationController);

    /// <inheritdoc/>
    public ObjectMetadata Metadata { get; init => field = value ?? new ObjectMetadata(); } = new();

    /// <inheritdoc/>
    public WorkloadSpec Spec { get; init => field = value ?? new WorkloadSpec(); } = new();

    /// <inheritdoc/>
    public WorkloadStatus Status { get; init => field = value ?? new WorkloadStatus(); } = new();
}
