namespace DevLoop.Kubernetes.Resources;

/// <summary>A DaemonSet: a pod on each node.</summary>
public sealed record DaemonSet : IWorkload<DaemonSet>
{
    /// <inheritdoc/>
    public static ResourceKind<DaemonSet> Kind { get; } =
        new("apps", "v1", "daemonsets", "DaemonSet", ResourceJson.Default.DaemonSet, ResourceJson.Default.ResourceListDaemonSet);

    /// <inheritdoc/>
    public ObjectMetadata Metadata { get; init => field = value ?? new ObjectMetadata(); } = new();

    /// <inheritdoc/>
    public WorkloadSpec Spec { get; init => field = value ?? new WorkloadSpec(); } = new();

    /// <inheritdoc/>
    public WorkloadStatus Status { get; init => field = value ?? new WorkloadStatus(); } = new();
}
