using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Targets;

/// <summary>The pods behind a Service: those that its selector finds or, without one, those that its EndpointSlices name.</summary>
internal static class ServicePods
{
    public static TargetPods Of(PortForwardEntry entry, ResourceSnapshot snapshot)
    {
        if (snapshot.Find<Service>(entry.Namespace, entry.Resource.Name) is not { } service)
        {
            return TargetPods.None("there is no such service");
        }

        var lookup = TargetPorts.OfService(service, entry.Port);
        if (lookup.Port is not { } port)
        {
            return TargetPods.WithoutPort(lookup.Problem!);
        }

        return service.Spec.Selector.Count > 0 ? Selected(service, port, snapshot) : InSlices(service, port, snapshot);
    }

    /// <summary>The EndpointSlices of a Service.</summary>
    public static IEnumerable<EndpointSlice> SlicesOf(Service service, ResourceSnapshot snapshot) => snapshot.Of<EndpointSlice>().Where(s =>
        s.Metadata.Namespace == service.Metadata.Namespace
        && s.Metadata.Labels.GetValueOrDefault(EndpointSlice.ServiceNameLabel) == service.Metadata.Name);

    private static TargetPods Selected(Service service, ServicePort port, ResourceSnapshot snapshot)
    {
        var selector = new LabelSelector { MatchLabels = service.Spec.Selector };
        var pods = snapshot.Of<Pod>().Where(p => p.Metadata.Namespace == service.Metadata.Namespace && selector.Matches(p.Metadata.Labels)).ToList();
        return pods.Count > 0
            ? new TargetPods(PodGenerations.OfMany(pods), pod => TargetPorts.InPodOfService(pod, port))
            : TargetPods.None($"it has no pod (its selector is {selector})");
    }

    /// <summary>Somebody else than Kubernetes writes these slices; each says itself which port of its endpoints is meant.</summary>
    private static TargetPods InSlices(Service service, ServicePort port, ResourceSnapshot snapshot)
    {
        var slices = SlicesOf(service, snapshot).ToList();
        var ports = slices
            .SelectMany(slice => slice.Endpoints.Select(endpoint => (endpoint.TargetRef, Port: slice.Ports.FirstOrDefault(p => p.Name == (port.Name ?? "")))))
            .Where(e => e.TargetRef is { Kind: "Pod", Name.Length: > 0 })
            .OrderBy(e => e.Port is null) // A pod may be in a slice for each of its ports.
            .DistinctBy(e => e.TargetRef!.Name)
            .ToDictionary(e => e.TargetRef!.Name, e => e.Port);
        if (ports.Count == 0)
        {
            return TargetPods.None(
                $"it has no selector, and its EndpointSlices name no pods{Addresses(slices)}; forward to a pod by its name");
        }

        var pods = snapshot.Of<Pod>().Where(p => p.Metadata.Namespace == service.Metadata.Namespace && ports.ContainsKey(p.Metadata.Name)).ToList();
        return pods.Count > 0
            ? new TargetPods(PodGenerations.OfMany(pods), pod => ports.GetValueOrDefault(pod.Metadata.Name) is { Port: { } number }
                ? TargetPorts.InPod(pod, new IntOrString(number))
                : TargetPorts.InPodOfService(pod, port))
            : TargetPods.None($"it has no selector, and the pods that its EndpointSlices name are gone: {string.Join(", ", ports.Keys.Order(StringComparer.Ordinal).Take(3))}");
    }

    private static string Addresses(List<EndpointSlice> slices)
    {
        var some = string.Join(", ", slices.SelectMany(s => s.Endpoints).SelectMany(e => e.Addresses).Take(3));
        return some.Length > 0 ? $" but {some}" : "";
    }
}
