using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Targets;

/// <summary>The pods of a workload: its own, or those of the ReplicaSets or Jobs that it owns.</summary>
internal static class WorkloadPods
{
    private const int MaxWords = 200;

    public static TargetPods Of(PortForwardEntry entry, ResourceSnapshot snapshot) => entry.Resource.Type switch
    {
        ResourceType.Deployment => Of<Deployment>(entry, snapshot, (d, pods) => PodGenerations.OfOwners(Owned<ReplicaSet>(d, snapshot), pods)),
        ResourceType.CronJob => Of<CronJob>(entry, snapshot, (c, pods) => PodGenerations.OfOwners(Owned<Job>(c, snapshot), pods)),
        ResourceType.StatefulSet => Of<StatefulSet>(entry, snapshot, (s, pods) => PodGenerations.OfOrdinals(pods.Where(p => Ownership.Controls(s, p)))),
        ResourceType.ReplicaSet => OwnPods<ReplicaSet>(entry, snapshot),
        ResourceType.ReplicationController => OwnPods<ReplicationController>(entry, snapshot),
        ResourceType.DaemonSet => OwnPods<DaemonSet>(entry, snapshot),
        ResourceType.Job => OwnPods<Job>(entry, snapshot),
        _ => throw new InvalidOperationException($"{entry.Resource.Type} is no workload."),
    };

    private static TargetPods OwnPods<T>(PortForwardEntry entry, ResourceSnapshot snapshot)
        where T : class, IWorkload<T> => Of<T>(entry, snapshot, (owner, pods) => PodGenerations.OfOwners([owner], pods));

    private static TargetPods Of<T>(
        PortForwardEntry entry, ResourceSnapshot snapshot, Func<T, IReadOnlyList<Pod>, IReadOnlyList<IReadOnlyList<Pod>>> generations)
        where T : class, IWorkload<T>
    {
        if (snapshot.Find<T>(entry.Namespace, entry.Resource.Name) is not { } workload)
        {
            return TargetPods.None($"there is no such {ResourceTypes.NameOf(entry.Resource.Type)}");
        }

        var pods = generations(workload, snapshot.Of<Pod>());
        return new TargetPods(pods, pod => TargetPorts.InPod(pod, entry.Port))
        {
            WhyNone = WhyIdle(workload) ?? (pods.Count > 0 ? null : WhyWithoutPods(workload)),
        };
    }

    private static IEnumerable<T> Owned<T>(IResource owner, ResourceSnapshot snapshot)
        where T : class, IResource<T> => snapshot.Of<T>().Where(o => Ownership.Controls(owner, o));

    /// <summary>Why no pod of it is to be expected; null when one is, or is there.</summary>
    private static string? WhyIdle(IWorkload workload)
    {
        if (workload is Job)
        {
            foreach (var (type, verb) in (ReadOnlySpan<(string, string)>)[("Complete", "has completed"), ("Failed", "has failed")])
            {
                if (workload.Status.Condition(type) is { IsTrue: true } end)
                {
                    return $"it {verb}{Because(type == "Failed" ? end : null)}";
                }
            }
        }

        return workload.Spec.Replicas == 0 ? "it has 0 replicas" : null;
    }

    private static string WhyWithoutPods(IWorkload workload)
    {
        if (workload.Status.Condition("ReplicaFailure") is { IsTrue: true } failure)
        {
            return $"it cannot make its pods{Because(failure)}";
        }

        if (workload.Spec.Suspend is true)
        {
            return "it is suspended and has no pod";
        }

        return workload is CronJob
            ? $"it has no job with a pod: its schedule is {PlainText.Of(workload.Spec.Schedule ?? "unknown", MaxWords)}"
            : "it has no pod yet";
    }

    private static string Because(Condition? condition)
    {
        var words = string.Join(": ", new[] { condition?.Reason, condition?.Message }.Where(w => !string.IsNullOrEmpty(w)));
        return words.Length > 0 ? $" ({PlainText.Of(words, MaxWords)})" : "";
    }
}
