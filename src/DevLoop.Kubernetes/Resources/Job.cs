namespace DevLoop.Kubernetes.Resources;

/// <summary>A Job: pods that run to their end.</summary>
public sealed record Job : IWorkload<Job>
{
    /// <inheritdoc/>
    public static ResourceKind<Job> Kind { get; } =
        new("batch", "v1", "jobs", "Job", ResourceJson.Default.Job, ResourceJson.Default.ResourceListJob);

    /// <inheritdoc/>
    public ObjectMetadata Metadata { get; init => field = value ?? new ObjectMetadata(); } = new();

    /// <inheritdoc/>
    public WorkloadSpec Spec { get; init => field = value ?? new WorkloadSpec(); } = new();

    /// <inheritdoc/>
    public WorkloadStatus Status { get; init => field = value ?? new WorkloadStatus(); } = new();
}
