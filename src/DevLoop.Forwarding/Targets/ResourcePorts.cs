using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Targets;

/// <summary>Finds the number that an entry's port stands for, which is what its local port is as a rule.</summary>
internal static class ResourcePorts
{
    /// <summary>Of a Service its own port; of anything else the container's, in the first pod that has it, ready or not.</summary>
    public static PortLookup NumberOf(PortForwardEntry entry, ResourceSnapshot snapshot)
    {
        if (entry.Resource.Type == ResourceType.Service && snapshot.Find<Service>(entry.Namespace, entry.Resource.Name) is { } service)
        {
            var ofService = TargetPorts.OfService(service, entry.Port);
            return ofService.Port is { } port ? PortLookup.Found(port.Port) : PortLookup.NotFound(ofService.Problem!);
        }

        var pods = TargetChoice.PodsOf(entry, snapshot);
        var lookups = pods.Generations.SelectMany(g => g).Select(pods.PortOf).ToList();
        return lookups.Find(l => l.Port is not null)
            ?? lookups.FirstOrDefault()
            ?? (entry.Port.Number is { } number ? PortLookup.Found(number) : PortLookup.NotFound(pods.WhyNone ?? "there is no pod yet"));
    }
}
