using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Nodes.Specs;

/// <summary>One container of a pod.</summary>
internal sealed record ContainerSpec
{
    public required string Name { get; init; }

    public required string Image { get; init; }

    /// <summary>Whether the image may be pulled: false with imagePullPolicy Never.</summary>
    public required bool MayPull { get; init; }

    /// <summary>An init container that keeps running beside the others (restartPolicy Always).</summary>
    public required bool IsSidecar { get; init; }

    public required IReadOnlyList<EnvironmentVariable> Environment { get; init; }

    /// <summary>Port numbers by port name.</summary>
    public required IReadOnlyDictionary<string, int> NamedPorts { get; init; }

    public required ProbeSpec? StartupProbe { get; init; }

    public required ProbeSpec? ReadinessProbe { get; init; }

    public required ProbeSpec? LivenessProbe { get; init; }

    public static ContainerSpec Read(JsonObject container) => new()
    {
        Name = container.Text("name") ?? "",
        Image = container.Text("image") ?? "",
        MayPull = container.Text("imagePullPolicy") != "Never",
        IsSidecar = container.Text("restartPolicy") == "Always",
        Environment = [.. container.Objects("env").Select(EnvironmentVariable.Read)],
        NamedPorts = ReadPorts(container),
        StartupProbe = ProbeSpec.Read(container.Object("startupProbe")),
        ReadinessProbe = ProbeSpec.Read(container.Object("readinessProbe")),
        LivenessProbe = ProbeSpec.Read(container.Object("livenessProbe")),
    };

    private static Dictionary<string, int> ReadPorts(JsonObject container)
    {
        var ports = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var port in container.Objects("ports"))
        {
            if (port.Text("name") is { } name && port.Number("containerPort") is { } number)
            {
                ports.TryAdd(name, number);
            }
        }

        return ports;
    }
}
