using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Targets;

/// <summary>Chooses the pod and port for an entry from what the cluster shows. Pure: the same objects give the same answer.</summary>
internal static class TargetChoice
{
    /// <summary>For an entry that names a pod: that pod, as long as it runs. It need not be ready, since somebody chose it.</summary>
    public static TargetState ForPod(PortForwardEntry entry, Pod? pod)
    {
        if (pod is null)
        {
            return TargetState.Waiting($"there is no pod {entry.Resource.Name} in namespace {entry.Namespace}");
        }

        return PodReadiness.WhyNotRunning(pod) is { } why ? TargetState.Waiting(why) : Through(pod, TargetPorts.InPod(pod, entry.Port));
    }

    /// <summary>For an entry that names a Service: the best of its pods that are ready; the current one, as long as it is one of them.</summary>
    public static TargetState ForService(PortForwardEntry entry, Service? service, IEnumerable<Pod> pods, ForwardTarget? current)
    {
        if (service is null)
        {
            return TargetState.Waiting($"there is no service {entry.Resource.Name} in namespace {entry.Namespace}");
        }

        var port = TargetPorts.OfService(service, entry.Port);
        if (port.Port is null)
        {
            return TargetState.Waiting(port.Problem!);
        }

        var candidates = pods.Where(p => IsSelected(p, service)).Order(PodPreference.Instance).ToList();
        if (candidates.Count == 0)
        {
            var selector = string.Join(',', service.Spec.Selector.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}"));
            return TargetState.Waiting($"service {entry.Resource.Name} has no pod (its selector is {selector})");
        }

        var best = candidates.Find(p => p.Metadata.Uid == current?.Uid && PodReadiness.WhyNotReady(p) is null) ?? candidates[0];
        return PodReadiness.WhyNotReady(best) is { } why
            ? TargetState.Waiting($"no pod of service {entry.Resource.Name} is ready: {why}")
            : Through(best, TargetPorts.InPodOfService(best, port.Port));
    }

    private static bool IsSelected(Pod pod, Service service) =>
        service.Spec.Selector.All(s => pod.Metadata.Labels.TryGetValue(s.Key, out var value) && value == s.Value);

    private static TargetState Through(Pod pod, PortLookup port) => port.Port is { } number
        ? TargetState.Found(new ForwardTarget(pod.Metadata.Namespace, pod.Metadata.Name, pod.Metadata.Uid, number, pod.Spec.NodeName))
        : TargetState.Waiting(port.Problem!);
}
