namespace DevLoop.Kubernetes.Resources;

/// <summary>What a container waits for.</summary>
public sealed record ContainerWaiting
{
    /// <summary>In one word, such as <c>CrashLoopBackOff</c> or <c>ImagePullBackOff</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>The same for people.</summary>
    public string? Message { get; init; }
}
