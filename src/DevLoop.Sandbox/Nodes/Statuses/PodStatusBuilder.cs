using System.Net;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Nodes.Containers;
using DevLoop.Sandbox.Nodes.Specs;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Nodes.Statuses;

/// <summary>Writes a pod's <c>status</c> as a kubelet does.</summary>
internal static class PodStatusBuilder
{
    /// <summary>The new status of a stored pod, which is only read. What others wrote into the old one stays.</summary>
    public static JsonObject Build(JsonObject pod, PodSpec spec, PodSnapshot snapshot, DateTimeOffset now)
    {
        var previous = pod.Object("status");
        var generation = pod.Object("metadata").Number("generation");
        var evicted = snapshot is { Ended: true, Eviction: not null };
        var phase = evicted ? "Failed" : PodPhase.Of(snapshot.Containers, spec.RestartPolicy, snapshot.Initialized, snapshot.Ended);
        var host = IPAddress.Loopback.ToString();
        var address = snapshot.Address.ToString();

        var status = previous?.DeepClone().AsObject() ?? [];
        if (generation is { } observed)
        {
            status["observedGeneration"] = observed;
        }

        status["phase"] = phase;
        if (evicted)
        {
            status["reason"] = "Evicted";
            status["message"] = snapshot.Eviction;
        }

        status["conditions"] = Conditions(previous, generation, spec, snapshot, phase, now);
        status["hostIP"] = host;
        status["hostIPs"] = new JsonArray(new JsonObject { ["ip"] = host });
        status["podIP"] = address;
        status["podIPs"] = new JsonArray(new JsonObject { ["ip"] = address });
        status["startTime"] = ObjectStore.Timestamp(snapshot.StartTime);
        if (snapshot.InitContainers.Count > 0)
        {
            status["initContainerStatuses"] = ContainerStatusBuilder.Build(snapshot.InitContainers);
        }

        status["containerStatuses"] = ContainerStatusBuilder.Build(snapshot.Containers);
        return status;
    }

    private static JsonArray Conditions(
        JsonObject? previous, int? generation, PodSpec spec, PodSnapshot snapshot, string phase, DateTimeOffset now)
    {
        var conditions = new PodConditions(previous, generation, now);
        var unready = snapshot.Containers.Where(c => !c.Ready).Select(c => c.Name).ToList();
        var uninitialized = snapshot.InitContainers.Where(c => !IsInitialized(c)).Select(c => c.Name).ToList();
        var completed = phase switch
        {
            "Succeeded" => "PodCompleted",
            "Failed" => "PodFailed",
            _ => null,
        };
        var reason = completed ?? (unready.Count > 0 ? "ContainersNotReady" : null);
        var message = completed is null && unready.Count > 0 ? $"containers with unready status: [{string.Join(' ', unready)}]" : null;
        var gate = spec.ReadinessGates.FirstOrDefault(type => !conditions.WasTrue(type));
        var gated = reason is null && gate is not null;

        return conditions
            .Set("PodReadyToStartContainers", !snapshot.Ended)
            .Set(
                "Initialized",
                snapshot.Initialized,
                snapshot.Initialized ? completed : "ContainersNotInitialized",
                snapshot.Initialized ? null : $"containers with incomplete status: [{string.Join(' ', uninitialized)}]")
            .Set(
                "Ready",
                reason is null && !gated,
                gated ? "ReadinessGatesNotReady" : reason,
                gated ? $"corresponding condition of pod readiness gate \"{gate}\" does not exist or is not True." : message)
            .Set("ContainersReady", reason is null, reason, message)
            .Set("PodScheduled", true)
            .ToJson();
    }

    private static bool IsInitialized(ContainerStatus container) => container.Started || container.State is ContainerState.Terminated { ExitCode: 0 };
}
