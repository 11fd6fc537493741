using System.Text.Json.Serialization;

namespace DevLoop.Kubernetes.Resources;

/// <summary>How a pod is doing.</summary>
public sealed record PodStatus
{
    /// <summary>Pending, Running, Succeeded, Failed or Unknown.</summary>
    public string Phase { get; init => field = value ?? "Unknown"; } = "Unknown";

    /// <summary>Why it is in this phase, in one word, such as <c>Evicted</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>The same for people.</summary>
    public string? Message { get; init; }

    /// <summary>Its address; null until it has one.</summary>
    [JsonPropertyName("podIP")]
    public string? PodIP { get; init; }

    /// <summary>When the node accepted it.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>PodScheduled, Initialized, ContainersReady, Ready and others.</summary>
    public IReadOnlyList<Condition> Conditions { get; init => field = Received.List(value); } = [];

    /// <summary>How each container is doing.</summary>
    public IReadOnlyList<ContainerStatus> ContainerStatuses { get; init => field = Received.List(value); } = [];

    /// <summary>How each init container is doing.</summary>
    public IReadOnlyList<ContainerStatus> InitContainerStatuses { get; init => field = Received.List(value); } = [];

    /// <summary>The condition of this type; null when the pod does not report it.</summary>
    public Condition? Condition(string type) => Conditions.FirstOrDefault(c => c.Type == type);
}
