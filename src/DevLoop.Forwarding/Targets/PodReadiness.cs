using DevLoop.Kubernetes;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Targets;

/// <summary>Says of a pod why new connections should not go to it.</summary>
internal static class PodReadiness
{
    private const string CrashLoopBackOff = "CrashLoopBackOff";

    /// <summary>What the node controller writes where the kubelet of the pod's node is not heard of any more.</summary>
    private const string NodeLost = "NodeLost";

    /// <summary>Why the pod cannot be connected to at all; null when it can. A pod that runs need not be ready.</summary>
    public static PodProblem? WhyNotRunning(Pod pod)
    {
        if (pod.Metadata.IsBeingDeleted)
        {
            return new("is being deleted", "is being deleted");
        }

        return pod.Status.Phase switch
        {
            _ when pod.Status.Reason == NodeLost => Problem("is on a node that is lost", null, pod.Status.Message),
            "Running" when string.IsNullOrEmpty(pod.Spec.NodeName) => new("has no node", "has no node yet"),
            "Running" => AnyRuns(pod) ? null : Stopped(pod.Status.ContainerStatuses),
            "Pending" => Crash(pod.Status.InitContainerStatuses) ?? Pending(pod),
            "Succeeded" => new("has completed", "has completed"),
            "Failed" => Problem("has failed", pod.Status.Reason, pod.Status.Message),
            _ => Problem("is in an unknown state", pod.Status.Reason, pod.Status.Message),
        };
    }

    /// <summary>Why the pod is not the one to connect to now; null when it is ready.</summary>
    public static PodProblem? WhyNotReady(Pod pod)
    {
        if (WhyNotRunning(pod) is { } why)
        {
            return why;
        }

        return pod.IsReady ? null : Stopped(pod.Status.ContainerStatuses) ?? NotReady(pod);
    }

    private static PodProblem NotReady(Pod pod)
    {
        var condition = pod.Status.Condition("Ready");
        return HeldUp("is not ready", pod.Status.ContainerStatuses) ?? Problem("is not ready", condition?.Reason, condition?.Message);
    }

    private static PodProblem Pending(Pod pod)
    {
        const string Words = "is pending";
        return pod.Status.Condition("PodScheduled") is { IsTrue: false } unscheduled
            ? Problem(Words, unscheduled.Reason, unscheduled.Message)
            : HeldUp(Words, pod.Status.InitContainerStatuses.Concat(pod.Status.ContainerStatuses)) ?? Problem(Words, null, null);
    }

    /// <summary>With what the first container that does not start on its own way waits for, such as an image that cannot be pulled.</summary>
    private static PodProblem? HeldUp(string words, IEnumerable<ContainerStatus> containers) => containers
        .Where(c => c.WaitingReason is not (null or "PodInitializing" or "ContainerCreating"))
        .Select(c => Problem(words, c.WaitingReason, c.WaitingMessage))
        .FirstOrDefault();

    private static PodProblem? Stopped(IReadOnlyList<ContainerStatus> containers) =>
        Crash(containers) ?? containers.Where(c => c.State.Terminated is not null).Select(Ended).FirstOrDefault();

    private static PodProblem? Crash(IReadOnlyList<ContainerStatus> containers) =>
        containers.Where(c => c.WaitingReason == CrashLoopBackOff).Select(Crashes).FirstOrDefault();

    private static PodProblem Crashes(ContainerStatus container)
    {
        var restarts = container.RestartCount == 1 ? "1 restart" : $"{container.RestartCount} restarts";
        var last = container.LastState.Terminated is { } ended ? $", last {ExitCode(ended)}" : "";
        return new("crashes", $"crashes (container {PlainText.Of(container.Name, 80)}, {restarts}{last})");
    }

    private static PodProblem Ended(ContainerStatus container) =>
        new("has a container that ended", $"has a container that ended ({PlainText.Of(container.Name, 80)}, {ExitCode(container.State.Terminated!)})");

    private static string ExitCode(ContainerTerminated ended) => $"exit code {ended.ExitCode}{Because(ended.Reason, ended.Message)}";

    private static bool AnyRuns(Pod pod) => pod.Status.ContainerStatuses.Any(c => c.State.Running is not null);

    /// <summary>A reason is one word of a few; a message may hold anything, such as counts.</summary>
    private static PodProblem Problem(string words, string? reason, string? message) =>
        new(words + Because(reason, null), words + Because(reason, message));

    private static string Because(string? reason, string? message)
    {
        var words = (reason, message) switch
        {
            ({ Length: > 0 }, { Length: > 0 }) => $"{PlainText.Of(reason, 80)}: {PlainText.Of(message, 200)}",
            _ => reason is { Length: > 0 } ? PlainText.Of(reason, 80) : PlainText.Of(message, 200),
        };
        return words.Length > 0 ? $" ({words})" : "";
    }
}
