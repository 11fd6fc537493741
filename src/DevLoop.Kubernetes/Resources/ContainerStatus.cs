namespace DevLoop.Kubernetes.Resources;

/// <summary>How a container is doing.</summary>
public sealed record ContainerStatus
{
    /// <summary>The container's name.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Whether its readiness probe passes.</summary>
    public bool Ready { get; init; }

    /// <summary>How often it was started anew.</summary>
    public int RestartCount { get; init; }

    /// <summary>The image it runs.</summary>
    public string Image { get; init => field = value ?? ""; } = "";

    /// <summary>The state now.</summary>
    public ContainerState State { get; init => field = value ?? new ContainerState(); } = new();

    /// <summary>The state before the last restart.</summary>
    public ContainerState LastState { get; init => field = value ?? new ContainerState(); } = new();

    /// <summary>Why it has not started, in one word, such as <c>ImagePullBackOff</c>; null when it is not waiting.</summary>
    public string? WaitingReason => State.Waiting?.Reason;

    /// <summary>The same for people.</summary>
    public string? WaitingMessage => State.Waiting?.Message;
}
