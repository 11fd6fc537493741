using DevLoop.Kubernetes;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Targets;

/// <summary>Says of a pod why new connections should not go to it, in words for a person.</summary>
internal static class PodReadiness
{
    private const string CrashLoopBackOff = "CrashLoopBackOff";

    /// <summary>Why the pod cannot be connected to at all; null when it can. A pod that runs need not be ready.</summary>
    public static string? WhyNotRunning(Pod pod)
    {
        var name = pod.Metadata.Name;
        if (pod.Metadata.IsBeingDeleted)
        {
            return $"pod {name} is being deleted";
        }

        return pod.Status.Phase switch
        {
            "Running" when string.IsNullOrEmpty(pod.Spec.NodeName) => $"pod {name} has no node yet",
            "Running" => Stopped(pod.Status.ContainerStatuses) is { } stopped && !AnyRuns(pod) ? $"pod {name} {stopped}" : null,
            "Pending" => $"pod {name} {Crash(pod.Status.InitContainerStatuses) ?? "is pending" + Because(Pending(pod))}",
            "Succeeded" => $"pod {name} has completed",
            "Failed" => $"pod {name} has failed{Because(Words(pod.Status.Reason, pod.Status.Message))}",
            _ => $"the state of pod {name} is unknown{Because(Words(pod.Status.Reason, pod.Status.Message))}",
        };
    }

    /// <summary>Why the pod is not the one to connect to now; null when it is ready.</summary>
    public static string? WhyNotReady(Pod pod)
    {
        if (WhyNotRunning(pod) is { } why)
        {
            return why;
        }

        if (pod.IsReady)
        {
            return null;
        }

        var condition = pod.Status.Condition("Ready");
        var words = WhyWaiting(pod.Status.ContainerStatuses) ?? Words(condition?.Reason, condition?.Message);
        return $"pod {pod.Metadata.Name} {Stopped(pod.Status.ContainerStatuses) ?? "is not ready" + Because(words)}";
    }

    private static string? Pending(Pod pod)
    {
        if (pod.Status.Condition("PodScheduled") is { IsTrue: false } unscheduled)
        {
            return Words(unscheduled.Reason, unscheduled.Message);
        }

        return WhyWaiting(pod.Status.InitContainerStatuses.Concat(pod.Status.ContainerStatuses));
    }

    /// <summary>What the first container that does not start on its own way waits for, such as an image that cannot be pulled.</summary>
    private static string? WhyWaiting(IEnumerable<ContainerStatus> containers) => containers
        .Where(c => c.WaitingReason is not (null or "PodInitializing" or "ContainerCreating"))
        .Select(c => Words(c.WaitingReason, c.WaitingMessage))
        .FirstOrDefault();

    private static string? Stopped(IReadOnlyList<ContainerStatus> containers) =>
        Crash(containers) ?? containers.Where(c => c.State.Terminated is not null).Select(Ended).FirstOrDefault();

    private static string? Crash(IReadOnlyList<ContainerStatus> containers) =>
        containers.Where(c => c.WaitingReason == CrashLoopBackOff).Select(Crashes).FirstOrDefault();

    private static string Crashes(ContainerStatus container)
    {
        var restarts = container.RestartCount == 1 ? "1 restart" : $"{container.RestartCount} restarts";
        var last = container.LastState.Terminated is { } ended ? $", last {ExitCode(ended)}" : "";
        return $"crashes (container {PlainText.Of(container.Name, 80)}, {restarts}{last})";
    }

    private static string Ended(ContainerStatus container) =>
        $"has a container that ended ({PlainText.Of(container.Name, 80)}, {ExitCode(container.State.Terminated!)})";

    private static string ExitCode(ContainerTerminated ended) => $"exit code {ended.ExitCode}{Because(Words(ended.Reason, ended.Message))}";

    private static bool AnyRuns(Pod pod) => pod.Status.ContainerStatuses.Any(c => c.State.Running is not null);

    private static string? Words(string? reason, string? message) => (reason, message) switch
    {
        ({ Length: > 0 }, { Length: > 0 }) => $"{PlainText.Of(reason, 80)}: {PlainText.Of(message, 200)}",
        _ => reason is { Length: > 0 } ? PlainText.Of(reason, 80) : message is { Length: > 0 } ? PlainText.Of(message, 200) : null,
    };

    private static string Because(string? words) => words is null ? "" : $" ({words})";
}
