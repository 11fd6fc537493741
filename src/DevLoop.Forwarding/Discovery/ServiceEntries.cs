using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Discovery;

/// <summary>Finds what can be forwarded of a Service.</summary>
internal static class ServiceEntries
{
    /// <summary>An entry for each of its TCP ports. One that stands for a host outside the cluster (ExternalName) has none.</summary>
    public static IEnumerable<PortForwardEntry> Of(Service service) => service.Spec.Type == "ExternalName"
        ? []
        : service.Spec.Ports
            .Where(p => p.Protocol == PortProtocol.Tcp)
            .Select(p => DiscoveredEntry.TryCreate(
                EntryOrigin.Services, new ResourceReference(ResourceType.Service, service.Metadata.Name), service.Metadata.Namespace, p.Port, p.Name))
            .OfType<PortForwardEntry>();
}
