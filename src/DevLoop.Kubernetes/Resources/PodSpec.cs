namespace DevLoop.Kubernetes.Resources;

/// <summary>What a pod consists of.</summary>
public sealed record PodSpec
{
    /// <summary>The node it was assigned to; null until then.</summary>
    public string? NodeName { get; init; }

    /// <summary>The containers.</summary>
    public IReadOnlyList<Container> Containers { get; init => field = Received.List(value); } = [];

    /// <summary>The containers that run before; one with restartPolicy Always stays (a sidecar).</summary>
    public IReadOnlyList<Container> InitContainers { get; init => field = Received.List(value); } = [];

    /// <summary>The containers that run as long as the pod: first those that are no init containers.</summary>
    public IEnumerable<Container> LastingContainers => Containers.Concat(InitContainers.Where(c => c.RestartPolicy == "Always"));
}
