using DevLoop.Kubernetes.Api;
using DevLoop.Testing.Contracts;

namespace DevLoop.EndToEnd.Tests;

/// <summary>What a wire is called where an upgrade is asked for.</summary>
internal static class WireTransports
{
    public static PortForwardTransport Transport(this Wire wire) => wire switch
    {
        Wire.Spdy => PortForwardTransport.Spdy,
        Wire.Tunnel => PortForwardTransport.Tunnel,
        Wire.V4Channel => PortForwardTransport.V4Channel,
        _ => throw new ArgumentOutOfRangeException(nameof(wire), wire, null),
    };
}
