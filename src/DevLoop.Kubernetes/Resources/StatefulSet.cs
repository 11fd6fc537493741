namespace DevLoop.Kubernetes.Resources;

/// <summary>A StatefulSet: pods with an ordinal and a name that stays.</summary>
public sealed record StatefulSet : IWorkload<StatefulSet>
{
    /// <inheritdoc/>
    public static ResourceKind<StatefulSet> Kind { get; } =
        new("apps", "v1", "statefulsets", "StatefulSet", ResourceJson.Default.StatefulSet, ResourceJson.Default.ResourceListStatefulSet);

    /// <inheritdoc/>
    public ObjectMetadata Metadata { get; init => field = value ?? new ObjectMetadata(); } = new();

    /// <inheritdoc/>
    public WorkloadSpec Spec { get; init => field = value ?? new WorkloadSpec(); } = new();

    /// <inheritdoc/>
    public WorkloadStatus Status { get; init => field = value ?? new WorkloadStatus(); } = new();
}
