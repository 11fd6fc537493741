using System.Net;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.LocalPorts;
using DevLoop.Kubernetes;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Discovery;

/// <summary>Makes the entry of a port that was found in the cluster.</summary>
internal static class DiscoveredEntry
{
    private const int MaxNameLength = 253;
    private const int MaxPortNameLength = 63;

    private static readonly ListenAddress Address = ListenAddress.Parse("127.0.0.1");

    /// <summary>
    /// The entry, on 127.0.0.1: preferably with the same local port, or any where that is a system port. Null when no object of
    /// a cluster can have such a name or port.
    /// </summary>
    public static PortForwardEntry? TryCreate(
        EntryOrigin origin, ResourceReference resource, string @namespace, int port, string? portName, string? container = null)
    {
        if (port is < 1 or > IPEndPoint.MaxPort || !IsName(resource.Name) || !IsName(@namespace))
        {
            return null;
        }

        var wish = LocalPortSearch.IsSystemPort(port) ? LocalPortWish.Any : LocalPortWish.Preferably(port);
        return new PortForwardEntry(origin, resource, @namespace, new IntOrString(port), wish, Address)
        {
            PortName = portName is { Length: > 0 } ? PlainText.Of(portName, MaxPortNameLength) : null,
            Container = container is null ? null : PlainText.Of(container, MaxPortNameLength),
        };
    }

    private static bool IsName(string name) => name.Length > 0 && PlainText.Of(name, MaxNameLength) == name;
}
