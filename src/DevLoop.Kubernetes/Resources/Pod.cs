namespace DevLoop.Kubernetes.Resources;

/// <summary>A pod: what forwarding needs to know of it.</summary>
public sealed record Pod : IResource<Pod>
{
    /// <inheritdoc/>
    public static ResourceKind<Pod> Kind { get; } =
        new("", "v1", "pods", "Pod", ResourceJson.Default.Pod, ResourceJson.Default.ResourceListPod);

    /// <inheritdoc/>
    public ObjectMetadata Metadata { get; init => field = value ?? new ObjectMetadata(); } = new();

    /// <summary>What was asked for.</summary>
    public PodSpec Spec { get; init => field = value ?? new PodSpec(); } = new();

    /// <summary>What is.</summary>
    public PodStatus Status { get; init => field = value ?? new PodStatus(); } = new();

    /// <summary>Whether the condition Ready is true.</summary>
    public bool IsReady => Status.Condition("Ready") is { IsTrue: true };

    /// <summary>Whether all its containers have ended, for good.</summary>
    public bool HasEnded => Status.Phase is "Succeeded" or "Failed";
}
