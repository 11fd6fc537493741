namespace DevLoop.Kubernetes.Resources;

/// <summary>A Service.</summary>
public sealed record Service : IResource<Service>
{
    /// <inheritdoc/>
    public static ResourceKind<Service> Kind { get; } =
        new("", "v1", "services", "Service", ResourceJson.Default.Service, ResourceJson.Default.ResourceListService);

    /// <inheritdoc/>
    public ObjectMetadata Metadata { get; init => field = value ?? new ObjectMetadata(); } = new();

    /// <summary>What it stands for.</summary>
    public ServiceSpec Spec { get; init => field = value ?? new ServiceSpec(); } = new();
}
