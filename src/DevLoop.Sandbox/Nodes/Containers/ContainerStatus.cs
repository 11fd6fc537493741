namespace DevLoop.Sandbox.Nodes.Containers;

/// <summary>What a node knows of a container at one moment.</summary>
internal sealed record ContainerStatus
{
    public required string Name { get; init; }

    public required string Image { get; init; }

    public required ContainerState State { get; init; }

    /// <summary>How the run before the present one ended.</summary>
    public ContainerState.Terminated? LastTermination { get; init; }

    public int RestartCount { get; init; }

    /// <summary>It runs, and its startup probe, if any, has succeeded.</summary>
    public bool Started { get; init; }

    /// <summary>It has started, and its readiness probe, if any, says it can serve.</summary>
    public bool Ready { get; init; }

    /// <summary>Empty until the image is there.</summary>
    public string ImageId { get; init; } = "";

    /// <summary>The id of the present or the last run; null before the first.</summary>
    public string? ContainerId => State switch
    {
        ContainerState.Running running => running.ContainerId,
        ContainerState.Terminated terminated => terminated.ContainerId,
        _ => LastTermination?.ContainerId,
    };
}
