using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Targets;

/// <summary>Chooses the pod and port for an entry from what the cluster shows. Pure: the same objects give the same answer.</summary>
internal static class TargetChoice
{
    /// <summary>
    /// The best pod that can be connected to and has the port; the current one, as long as it is as good as the best. A pod that
    /// the entry names itself need not be ready, since somebody chose it; nor do those whose own ports were found, where none is: a
    /// program that waits for its debugger becomes ready only after that one has come.
    /// </summary>
    public static TargetState For(PortForwardEntry entry, ResourceSnapshot snapshot, ForwardTarget? current)
    {
        if (snapshot.Unknown is { } unknown)
        {
            return TargetState.None(unknown, snapshot.IsClusterLost ? TargetState.ClusterLost : null);
        }

        var pods = PodsOf(entry, snapshot);
        var state = Choose(pods, current);
        if (state.Target is null && entry.Origin is (EntryOrigin.Pods or EntryOrigin.Debug) && Choose(pods with { AnyThatRuns = true }, current) is { Target: not null } running)
        {
            state = running;
        }

        return state.Target is null && snapshot.Outdated is { } why
            ? TargetState.None($"{state.WaitingFor}; that may be out of date: {why.TrimEnd('.')}", snapshot.IsClusterLost ? state.Topic : $"{state.Topic}, out of date") with { IsOfPort = state.IsOfPort }
            : state;
    }

    /// <summary>The pods that the entry may lead to, whatever they are like now.</summary>
    public static TargetPods PodsOf(PortForwardEntry entry, ResourceSnapshot snapshot) => entry.Resource.Type switch
    {
        ResourceType.Pod => PodByName(entry, snapshot),
        ResourceType.Service => ServicePods.Of(entry, snapshot),
        _ => WorkloadPods.Of(entry, snapshot),
    };

    private static TargetPods PodByName(PortForwardEntry entry, ResourceSnapshot snapshot) =>
        snapshot.Find<Pod>(entry.Namespace, entry.Resource.Name) is { } pod
            ? new TargetPods([[pod]], p => TargetPorts.InPod(p, entry.Port, "it")) { IsPodItself = true }
            : TargetPods.None("there is no such pod");

    private static TargetState Choose(TargetPods pods, ForwardTarget? current)
    {
        if (pods.WhyNone is { } whyNone)
        {
            return TargetState.None(whyNone) with { IsOfPort = pods.LacksPort };
        }

        TargetState? none = null;
        foreach (var generation in pods.Generations)
        {
            var best = PodPreference.BestFirst(generation).ToList();
            foreach (var pod in best.Where(p => p.Metadata.Uid == current?.Uid).Concat(best))
            {
                var state = StateOf(pod, pods);
                if (state.Target is not null)
                {
                    return state;
                }

                none ??= state;
            }
        }

        return none ?? TargetState.None("it has no pod");
    }

    private static TargetState StateOf(Pod pod, TargetPods pods)
    {
        if (pods.WhyNot(pod) is { } why)
        {
            return TargetState.None(pods.IsPodItself ? $"it {why.Words}" : $"no pod is ready: pod {pod.Metadata.Name} {why.Words}", why.Topic);
        }

        var port = pods.PortOf(pod);
        return port.Port is { } number
            ? TargetState.Found(new ForwardTarget(pod.Metadata.Namespace, pod.Metadata.Name, pod.Metadata.Uid, number, pod.Spec.NodeName!))
            : TargetState.None(port.Problem!, port.Topic) with { IsOfPort = true };
    }
}
