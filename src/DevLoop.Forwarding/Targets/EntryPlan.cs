using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes;
using DevLoop.Kubernetes.Resources;

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
            var number = NumberOf(resource, port.Remote, snapshot);
            var local = port.Local ?? number;
            var wish = local == 0 ? LocalPortWish.Any : LocalPortWish.Only(local);
            entries.AddRange(distinct.Select(address => new PortForwardEntry(EntryOrigin.User, resource, ns, port.Remote, wish, address)));
        }

        if (entries.GroupBy(e => e.LocalPort.Number is { } local ? $"{local} {e.Address}" : e.Key).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ForwardArgumentException(twice.First() is { LocalPort.Number: null, Port: var remote }
                ? $"Port {remote} is asked for twice, with any free local port: give it once, or name the local ports, as in 8081:{remote}."
                : $"Local port {twice.First().LocalPort} is asked for twice: give each pair another local port, as in 8081:{twice.Last().Port}.");
        }

        return entries;
    }

    private static int NumberOf(ResourceReference resource, IntOrString port, ResourceSnapshot snapshot)
    {
        if (resource.Type == ResourceType.Service)
        {
            var ofService = TargetPorts.OfService(snapshot.Service!, port);
            return ofService.Port?.Port ?? throw NotFound(port, ofService.Problem);
        }

        var inPod = TargetPorts.InPod(snapshot.Pods[0], port);
        return inPod.Port ?? throw NotFound(port, inPod.Problem);
    }

    private static ResourceNotFoundException NotFound(IntOrString port, string? problem) =>
        new(PlainText.Of($"Cannot forward port {port}: {problem}.", 1000));
}
