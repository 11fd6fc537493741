using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Targets;

/// <summary>Chooses the pod and port for an entry from what the cluster shows. Pure: the same objects give the same answer.</summary>
internal static class TargetChoice
{
    /// <summary>
    /// The pod that the entry names, as long as it runs: it need not be ready, since somebody chose it. Of a Service, the best of
    /// its pods that are ready and have the port; the current one, as long as it is one of them.
    /// </summary>
    public static TargetState For(PortForwardEntry entry, ResourceSnapshot snapshot, ForwardTarget? current)
    {
        if (snapshot is { IsDistrusted: true, Outdated: { } distrust })
        {
            return TargetState.None(distrust.TrimEnd('.'));
        }

        var state = entry.Resource.Type switch
        {
            ResourceType.Pod => ForPod(entry, snapshot.Pods.FirstOrDefault(p => p.Metadata.Name == entry.Resource.Name)),
            ResourceType.Service => ForService(entry, snapshot.Service, snapshot.Pods, current),
            _ => throw new InvalidOperationException($"No rule for {entry.Resource.Type}."),
        };
        return state.Target is null && snapshot.Outdated is { } why
            ? TargetState.None($"{state.WaitingFor}; that may be out of date: {why.TrimEnd('.')}")
            : state;
    }

    private static TargetState ForPod(PortForwardEntry entry, Pod? pod)
    {
        if (pod is null)
        {
            return TargetState.None($"there is no pod {entry.Resource.Name} in namespace {entry.Namespace}");
        }

        return PodReadiness.WhyNotRunning(pod) is { } why ? TargetState.None(why) : Through(pod, TargetPorts.InPod(pod, entry.Port));
    }

    private static TargetState ForService(PortForwardEntry entry, Service? service, IEnumerable<Pod> pods, ForwardTarget? current)
    {
        if (service is null)
        {
            return TargetState.None($"there is no service {entry.Resource.Name} in namespace {entry.Namespace}");
        }

        var lookup = TargetPorts.OfService(service, entry.Port);
        if (lookup.Port is not { } port)
        {
            return TargetState.None(lookup.Problem!);
        }

        var candidates = PodPreference.BestFirst(pods.Where(p => IsSelected(p, service))).ToList();
        if (candidates.Count == 0)
        {
            var selector = string.Join(',', service.Spec.Selector.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}"));
            return TargetState.None($"service {entry.Resource.Name} has no pod (its selector is {selector})");
        }

        var same = candidates.Where(p => p.Metadata.Uid == current?.Uid);
        var states = same.Concat(candidates).Select(p => OfService(entry, p, port));
        return states.FirstOrDefault(s => s.Target is not null) ?? OfService(entry, candidates[0], port);
    }

    private static TargetState OfService(PortForwardEntry entry, Pod pod, ServicePort port) => PodReadiness.WhyNotReady(pod) is { } why
        ? TargetState.None($"no pod of service {entry.Resource.Name} is ready: {why}")
        : Through(pod, TargetPorts.InPodOfService(pod, port));

    private static bool IsSelected(Pod pod, Service service) =>
        service.Spec.Selector.All(s => pod.Metadata.Labels.TryGetValue(s.Key, out var value) && value == s.Value);

    private static TargetState Through(Pod pod, PortLookup port) => port.Port is { } number
        ? TargetState.Found(new ForwardTarget(pod.Metadata.Namespace, pod.Metadata.Name, pod.Metadata.Uid, number, pod.Spec.NodeName!))
        : TargetState.None(port.Problem!);
}
