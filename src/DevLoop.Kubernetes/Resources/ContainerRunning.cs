namespace DevLoop.Kubernetes.Resources;

/// <summary>A container that runs.</summary>
public sealed record ContainerRunning
{
    /// <summary>Since when.</summary>
    public DateTimeOffset? StartedAt { get; init; }
}
