namespace DevLoop.Kubernetes.Resources;

/// <summary>A Deployment: its pods belong to its ReplicaSets.</summary>
public sealed record Deployment : IWorkload<Deployment>
{
    /// <inheritdoc/>
    public static ResourceKind<Deployment> Kind { get; } =
        new("apps", "v1", "deployments", "Deployment", ResourceJson.Default.Deployment, ResourceJson.Default.ResourceListDeployment);

    /// <inheritdoc/>
    public ObjectMetadata Metadata { get; init => field = value ?? new ObjectMetadata(); } = new();

    /// <inheritdoc/>
    public WorkloadSpec Spec { get; init => field = value ?? new WorkloadSpec(); } = new();

    /// <inheritdoc/>
    public WorkloadStatus Status { get; init => field = value ?? new WorkloadStatus(); } = new();
}
