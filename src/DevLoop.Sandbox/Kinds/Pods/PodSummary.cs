using System.Globalization;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Kinds.Pods;

/// <summary>A pod's state in one word, and its restarts, by the rules of <c>kubectl get pods</c>.</summary>
internal static class PodSummary
{
    public static string Status(JsonObject pod)
    {
        var reason = NonEmpty(pod.Text("status", "reason")) ?? NonEmpty(pod.Text("status", "phase")) ?? "Unknown";
        reason = Initializing(pod) ?? Containers(pod, reason);
        if (pod.Text("metadata", "deletionTimestamp") is null)
        {
            return reason;
        }

        return pod.Text("status", "reason") == "NodeLost" ? "Unknown"
            : pod.Text("status", "phase") is "Succeeded" or "Failed" ? reason
            : "Terminating";
    }

    public static string Restarts(JsonObject pod, DateTimeOffset now)
    {
        var statuses = pod.Objects("status", "containerStatuses").ToList();
        var restarts = statuses.Sum(s => s.Integer("restartCount") ?? 0);
        var last = statuses.Select(s => s.Text("lastState", "terminated", "finishedAt")).Max(StringComparer.Ordinal);
        return restarts == 0 || last is null
            ? restarts.ToString(CultureInfo.InvariantCulture)
            : $"{restarts} ({HumanDuration.Since(last, now)} ago)";
    }

    // The first init container that has not ended well, as `Init:1/2` or `Init:Error`.
    private static string? Initializing(JsonObject pod)
    {
        var statuses = pod.Objects("status", "initContainerStatuses").ToList();
        for (var i = 0; i < statuses.Count; i++)
        {
            var state = statuses[i].Object("state");
            if (state.Integer("terminated", "exitCode") == 0 || (IsSidecar(pod, statuses[i]) && statuses[i].Flag("started") == true))
            {
                continue;
            }

            if (state.Object("terminated") is { } terminated)
            {
                return $"Init:{Terminated(terminated)}";
            }

            return state.Text("waiting", "reason") is { Length: > 0 } waiting and not "PodInitializing"
                ? $"Init:{waiting}"
                : $"Init:{i}/{pod.Objects("spec", "initContainers").Count()}";
        }

        return null;
    }

    private static string Containers(JsonObject pod, string reason)
    {
        var running = false;
        foreach (var status in pod.Objects("status", "containerStatuses").Reverse())
        {
            if (status.Text("state", "waiting", "reason") is { Length: > 0 } waiting)
            {
                reason = waiting;
            }
            else if (status.Object("state", "terminated") is { } terminated)
            {
                reason = Terminated(terminated);
            }
            else if (status.Flag("ready") == true && status.Object("state", "running") is not null)
            {
                running = true;
            }
        }

        if (reason != "Completed" || !running)
        {
            return reason;
        }

        return pod.Objects("status", "conditions").Any(c => c.Text("type") == "Ready" && c.Text("status") == "True") ? "Running" : "NotReady";
    }

    private static string Terminated(JsonObject terminated) =>
        NonEmpty(terminated.Text("reason"))
        ?? (terminated.Integer("signal") is { } signal and not 0 ? $"Signal:{signal}" : $"ExitCode:{terminated.Integer("exitCode") ?? 0}");

    private static bool IsSidecar(JsonObject pod, JsonObject status) =>
        pod.Objects("spec", "initContainers").Any(c => c.Text("name") == status.Text("name") && c.Text("restartPolicy") == "Always");

    private static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
