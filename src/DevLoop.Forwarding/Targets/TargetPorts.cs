using System.Net;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Targets;

/// <summary>Finds the port in a pod that a port of a resource stands for.</summary>
internal static class TargetPorts
{
    /// <summary>The port of a pod by number or by name; containers first, then init containers that stay (restartPolicy Always).</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="port">Its port.</param>
    /// <param name="phrase">What a problem calls the pod; null for its name.</param>
    public static PortLookup InPod(Pod pod, IntOrString port, string? phrase = null)
    {
        var of = phrase is null ? $" of pod {pod.Metadata.Name}" : "";
        var declared = pod.Spec.LastingContainers.SelectMany(c => c.Ports).ToList();
        var same = declared.Where(p => port.Number is { } number ? p.Port == number : p.Name == port.Name).ToList();
        if (same.Count > 0 && same.TrueForAll(p => p.Protocol != PortProtocol.Tcp))
        {
            return PortLookup.NotFound($"port {port}{of} is {same[0].Protocol}; only TCP can be forwarded", $"port {port} is {same[0].Protocol}");
        }

        // A process may listen on ports that its container does not declare.
        if ((port.Number ?? same.Find(p => p.Protocol == PortProtocol.Tcp)?.Port) is not { } found)
        {
            return PortLookup.NotFound(
                $"{phrase ?? $"pod {pod.Metadata.Name}"} has no port named '{port.Name}'{Names(declared.Select(p => p.Name).OfType<string>().Where(n => n.Length > 0))}",
                $"no port named '{port.Name}'");
        }

        return found is > 0 and <= IPEndPoint.MaxPort
            ? PortLookup.Found(found)
            : PortLookup.NotFound($"port {port}{of} is {found}, which is no port number", $"port {port} is {found}");
    }

    /// <summary>The port of a Service by number or by name.</summary>
    public static ServicePortLookup OfService(Service service, IntOrString port)
    {
        if (service.Spec.Type == "ExternalName")
        {
            return ServicePortLookup.NotFound(
                $"it stands for the host {service.Spec.ExternalName} outside the cluster (ExternalName); there is no pod to forward to");
        }

        var same = service.Spec.Ports.Where(p => port.Number is { } number ? p.Port == number : p.Name == port.Name).ToList();
        if (same.Find(p => p.Protocol == PortProtocol.Tcp) is { Port: > 0 and <= IPEndPoint.MaxPort } found)
        {
            return ServicePortLookup.Found(found);
        }

        return same.Count > 0 && same.TrueForAll(p => p.Protocol != PortProtocol.Tcp)
            ? ServicePortLookup.NotFound($"port {port} is {same[0].Protocol}; only TCP can be forwarded")
            : ServicePortLookup.NotFound(
                $"it has no port {port}{Names(service.Spec.Ports.Select(p => p.Name is { Length: > 0 } n ? $"{p.Port} ({n})" : $"{p.Port}"))}");
    }

    /// <summary>The port in a pod of a Service that a port of the Service leads to: its targetPort, by default the same number.</summary>
    public static PortLookup InPodOfService(Pod pod, ServicePort port) =>
        InPod(pod, port.TargetPort is null or { Number: 0 } ? new IntOrString(port.Port) : port.TargetPort);

    private static string Names(IEnumerable<string> names)
    {
        var all = string.Join(", ", names.Distinct(StringComparer.Ordinal));
        return all.Length > 0 ? $"; it has {all}" : "; it names none";
    }
}
