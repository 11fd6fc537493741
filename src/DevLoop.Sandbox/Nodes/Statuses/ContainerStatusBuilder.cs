using System.Text.Json.Nodes;
using DevLoop.Sandbox.Nodes.Containers;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Nodes.Statuses;

/// <summary>Writes <c>containerStatuses</c>.</summary>
internal static class ContainerStatusBuilder
{
    public static JsonArray Build(IEnumerable<ContainerStatus> containers) => [.. containers.Select(Build)];

    private static JsonNode Build(ContainerStatus container)
    {
        var status = new JsonObject
        {
            ["name"] = container.Name,
            ["state"] = State(container.State),
            ["lastState"] = container.LastTermination is { } last && !ReferenceEquals(last, container.State) ? State(last) : new JsonObject(),
            ["ready"] = container.Ready,
            ["restartCount"] = container.RestartCount,
            ["image"] = container.Image,
            ["imageID"] = container.ImageId,
            ["started"] = container.Started,
        };
        if (container.ContainerId is { } id)
        {
            status["containerID"] = id;
        }

        return status;
    }

    private static JsonObject State(ContainerState state) => state switch
    {
        ContainerState.Waiting waiting => new JsonObject { ["waiting"] = Waiting(waiting) },
        ContainerState.Running running => new JsonObject
        {
            ["running"] = new JsonObject { ["startedAt"] = ObjectStore.Timestamp(running.StartedAt) },
        },
        ContainerState.Terminated terminated => new JsonObject
        {
            ["terminated"] = new JsonObject
            {
                ["exitCode"] = terminated.ExitCode,
                ["reason"] = terminated.Reason,
                ["startedAt"] = ObjectStore.Timestamp(terminated.StartedAt),
                ["finishedAt"] = ObjectStore.Timestamp(terminated.FinishedAt),
                ["containerID"] = terminated.ContainerId,
            },
        },
        _ => throw new InvalidOperationException($"Unknown container state {state.GetType().Name}."),
    };

    private static JsonObject Waiting(ContainerState.Waiting waiting)
    {
        var json = new JsonObject { ["reason"] = waiting.Reason };
        if (waiting.Message is { } message)
        {
            json["message"] = message;
        }

        return json;
    }
}
