using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes;

namespace DevLoop.Forwarding.Targets;

/// <summary>Makes entries of the ports that a command line asks for.</summary>
internal static class EntryPlan
{
    /// <summary>
    /// One entry for each pair of ports and each address. Without a local port it is the remote one, of a named port the
    /// number that the name stands for, as kubectl does.
    /// </summary>
    /// <exception cref="ForwardArgumentException">Two pairs want the same local port.</exception>
    /// <exception cref="ResourceNotFoundException">The resource has no such port, or none that can be forwarded.</exception>
    public static IReadOnlyList<PortForwardEntry> Create(
        ResourceReference resource,
        string ns,
        IReadOnlyList<PortMapping> ports,
        IReadOnlyList<ListenAddress> addresses,
        ResourceSnapshot snapshot)
    {
        var distinct = ListenAddress.WithoutRepeats(addresses);
        var entries = new List<PortForwardEntry>();
        foreach (var port in ports)
        {
            var entry = new PortForwardEntry(EntryOrigin.User, resource, ns, port.Remote, LocalPortWish.Any, ListenAddress.Localhost);
            var number = ResourcePorts.NumberOf(entry, snapshot);

            // The pods of a workload come and go, and the next ones may have the port: it can be waited for, if the local one is known.
            if (number.Port is null && (port.Local is null || resource.Type is ResourceType.Pod or ResourceType.Service))
            {
                throw NotFound(entry, number.Problem);
            }

            var local = port.Local ?? number.Port!.Value;
            var wish = local == 0 ? LocalPortWish.Any : LocalPortWish.Only(local);
            entries.AddRange(distinct.Select(address => entry with { LocalPort = wish, Address = address }));
        }

        if (entries.GroupBy(e => e.LocalPort.Number is { } local ? $"{local} {e.Address}" : e.Key).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ForwardArgumentException(twice.First() is { LocalPort.Number: null, Port: var remote }
                ? $"Port {remote} is asked for twice, with any free local port: give it once, or name the local ports, as in 8081:{remote}."
                : $"Local port {twice.First().LocalPort} is asked for twice: give each pair another local port, as in 8081:{twice.Last().Port}.");
        }

        return entries;
    }

    private static ResourceNotFoundException NotFound(PortForwardEntry entry, string? problem) =>
        new(PlainText.Of($"Cannot forward port {entry.Port} of {entry.Resource}: {problem}.", PlainText.SentenceLength));
}
