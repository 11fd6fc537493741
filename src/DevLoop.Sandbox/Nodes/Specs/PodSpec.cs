using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Nodes.Specs;

/// <summary>What a node needs to know of a pod to run it.</summary>
internal sealed record PodSpec
{
    /// <summary>The grace of a pod whose spec names none, in the Kubernetes API.</summary>
    private static readonly TimeSpan DefaultGracePeriod = TimeSpan.FromSeconds(30);

    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required string Uid { get; init; }

    public required RestartPolicy RestartPolicy { get; init; }

    /// <summary>The time between SIGTERM and SIGKILL.</summary>
    public required TimeSpan GracePeriod { get; init; }

    /// <summary>Containers that end before the next one starts, and those with restartPolicy Always, which go on running.</summary>
    public required IReadOnlyList<ContainerSpec> InitContainers { get; init; }

    public required IReadOnlyList<ContainerSpec> Containers { get; init; }

    /// <summary>The stored object that this was read from.</summary>
    public required JsonObject Source { get; init; }

    /// <summary>Condition types that must be True before the pod is Ready.</summary>
    public required IReadOnlyList<string> ReadinessGates { get; init; }

    public static PodSpec Read(StoredObject pod)
    {
        var spec = pod.Content.Object("spec");
        return new PodSpec
        {
            Namespace = pod.Namespace,
            Name = pod.Name,
            Uid = pod.Uid,
            Source = pod.Content,
            RestartPolicy = ReadPolicy(spec.Text("restartPolicy")),
            GracePeriod = spec.Seconds("terminationGracePeriodSeconds") ?? DefaultGracePeriod,
            InitContainers = [.. spec.Objects("initContainers").Select(ContainerSpec.Read)],
            Containers = [.. spec.Objects("containers").Select(ContainerSpec.Read)],
            ReadinessGates = [.. spec.Objects("readinessGates").Select(gate => gate.Text("conditionType")).OfType<string>()],
        };
    }

    /// <summary><c>web-1_default(uid)</c>, as a kubelet names a pod in its messages.</summary>
    public override string ToString() => $"{Name}_{Namespace}({Uid})";

    private static RestartPolicy ReadPolicy(string? text) => text switch
    {
        "Never" => RestartPolicy.Never,
        "OnFailure" => RestartPolicy.OnFailure,
        _ => RestartPolicy.Always,
    };
}
