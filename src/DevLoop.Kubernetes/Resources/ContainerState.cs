namespace DevLoop.Kubernetes.Resources;

/// <summary>The state of a container: at most one of the three is there; none means waiting.</summary>
public sealed record ContainerState
{
    /// <summary>It has not started, or waits to be started again.</summary>
    public ContainerWaiting? Waiting { get; init; }

    /// <summary>It runs.</summary>
    public ContainerRunning? Running { get; init; }

    /// <summary>It ended.</summary>
    public ContainerTerminated? Terminated { get; init; }
}
