using DevLoop.PortForward;
using DevLoop.PortForward.Channels;
using DevLoop.PortForward.Spdy;
using DevLoop.PortForward.Tunneling;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.Testing.Contracts;

/// <summary>The client's end of each wire.</summary>
public static class WireSessions
{
    /// <summary>Lays a session over an upgraded connection; on v4.channel it is for this one port.</summary>
    public static IPortForwardSession OpenSession(this Wire wire, Stream upgraded, int port) => wire switch
    {
        Wire.Spdy => OverSpdy(upgraded),
        Wire.Tunnel => OverSpdy(WebSocketTunnelStream.OverClient(upgraded, TimeProvider.System)),
        Wire.V4Channel => new V4ChannelSession(upgraded, port, TimeProvider.System),
        _ => throw new ArgumentOutOfRangeException(nameof(wire), wire, null),
    };

    private static SpdyPortForwardSession OverSpdy(Stream transport) =>
        new(transport, new PortForwardSessionOptions(), TimeProvider.System, NullLogger.Instance);
}
