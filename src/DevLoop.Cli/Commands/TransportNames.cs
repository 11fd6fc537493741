using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes.Api;

namespace DevLoop.Cli.Commands;

/// <summary>The names of the wires on the command line.</summary>
internal static class TransportNames
{
    /// <summary>The wire that must be used; null when none is named.</summary>
    /// <exception cref="ForwardArgumentException">There is no such wire.</exception>
    public static PortForwardTransport? Parse(string? name) => name switch
    {
        null => null,
        "tunnel" => PortForwardTransport.Tunnel,
        "spdy" => PortForwardTransport.Spdy,
        "v4.channel" => PortForwardTransport.V4Channel,
        _ => throw new ForwardArgumentException($"There is no transport '{name}': give --transport tunnel, spdy or v4.channel."),
    };
}
