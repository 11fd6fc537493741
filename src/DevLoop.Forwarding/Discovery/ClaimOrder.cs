using DevLoop.Forwarding.Configuration;

namespace DevLoop.Forwarding.Discovery;

/// <summary>Makes one list of what is wanted by several, in the order of their claims on local ports.</summary>
internal static class ClaimOrder
{
    /// <summary>
    /// The entries of users, services, pods and debug, in this order and otherwise as they come, each <see cref="PortForwardEntry.Key"/>
    /// once. What was found and a person forwards already, whatever the local port and address, stays out, as in Skaffold, for
    /// which type, name, namespace and port make the forward.
    /// </summary>
    public static IReadOnlyList<PortForwardEntry> Merge(IEnumerable<PortForwardEntry> entries)
    {
        var inOrder = entries.OrderBy(e => e.Origin).DistinctBy(e => e.Key).ToList();
        var users = inOrder.Where(e => e.Origin == EntryOrigin.User).Select(e => (e.Namespace, e.Resource, Port: e.Port.ToString())).ToHashSet();
        return [.. inOrder.Where(e => e.Origin == EntryOrigin.User || !PortsOf(e).Any(port => users.Contains((e.Namespace, e.Resource, port))))];
    }

    /// <summary>The number and the name of a port. No name is a number.</summary>
    private static IEnumerable<string> PortsOf(PortForwardEntry entry) => new[] { entry.Port.ToString(), entry.PortName }.OfType<string>();
}
