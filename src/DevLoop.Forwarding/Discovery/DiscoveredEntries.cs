using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Discovery;

/// <summary>What there is to forward of a run's objects at one moment.</summary>
/// <param name="Entries">In the order of their claims on local ports: services, then pods or debug; each by namespace, name and port.</param>
/// <param name="Problems">What could not be read, each as a sentence.</param>
internal sealed record DiscoveredEntries(IReadOnlyList<PortForwardEntry> Entries, IReadOnlyList<string> Problems)
{
    /// <summary>Finds what the modes ask for. Debug ports are declared ports: with the pods' there is nothing to add.</summary>
    public static DiscoveredEntries From(ForwardModes modes, RunSelector selector, IEnumerable<Service> services, IEnumerable<Pod> pods)
    {
        var entries = new List<PortForwardEntry>();
        var problems = new List<string>();
        if (modes.HasFlag(ForwardModes.Services))
        {
            entries.AddRange(Sorted(services.Where(selector.Selects).SelectMany(ServiceEntries.Of)));
        }

        if (modes.HasFlag(ForwardModes.Pods))
        {
            entries.AddRange(Sorted(pods.Where(selector.Selects).SelectMany(PodEntries.Of)));
        }
        else if (modes.HasFlag(ForwardModes.Debug))
        {
            var found = pods.Where(selector.Selects).Select(DebugEntries.Of).ToList();
            entries.AddRange(Sorted(found.SelectMany(d => d.Entries)));
            problems.AddRange(found.Select(d => d.Problem).OfType<string>());
        }

        return new DiscoveredEntries([.. entries.DistinctBy(e => e.Key)], problems);
    }

    private static IEnumerable<PortForwardEntry> Sorted(IEnumerable<PortForwardEntry> entries) => entries
        .OrderBy(e => e.Namespace, StringComparer.Ordinal)
        .ThenBy(e => e.Resource.Name, StringComparer.Ordinal)
        .ThenBy(e => e.Port.Number);
}
