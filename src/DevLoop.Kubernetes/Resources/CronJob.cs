namespace DevLoop.Kubernetes.Resources;

/// <summary>A CronJob: its pods belong to the Jobs that it starts.</summary>
public sealed record CronJob : IWorkload<CronJob>
{
    /// <inheritdoc/>
    public static ResourceKind<CronJob> Kind { get; } =
        new("batch", "v1", "cronjobs", "CronJob", ResourceJson.Default.CronJob, ResourceJson.Default.ResourceListCronJob);

    /// <inheritdoc/>
    public ObjectMetadata Metadata { get; init => field = value ?? new ObjectMetadata(); } = new();

    /// <inheritdoc/>
    public WorkloadSpec Spec { get; init => field = value ?? new WorkloadSpec(); } = new();

    /// <inheritdoc/>
    public WorkloadStatus Status { get; init => field = value ?? new WorkloadStatus(); } = new();
}
