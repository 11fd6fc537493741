namespace DevLoop.Kubernetes.Resources;

/// <summary>A container of a pod.</summary>
public sealed record Container
{
    /// <summary>Unique in the pod.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>The image it was asked to run.</summary>
    public string Image { get; init => field = value ?? ""; } = "";

    /// <summary>The ports it declares; it may listen on others.</summary>
    public IReadOnlyList<ContainerPort> Ports { get; init => field = Received.List(value); } = [];

    /// <summary><c>Always</c> on an init container makes it a sidecar that runs as long as the pod; else null.</summary>
    public string? RestartPolicy { get; init; }
}
