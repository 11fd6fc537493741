using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Api;
using DevLoop.PortForward;
using DevLoop.PortForward.Channels;
using DevLoop.PortForward.Spdy;
using DevLoop.PortForward.Tunneling;
using Microsoft.Extensions.Logging;

namespace DevLoop.Forwarding.Sessions;

/// <summary>Opens sessions to pods: asks the cluster for an upgraded connection and lays the wire that was agreed on over it.</summary>
/// <param name="upgrader">The cluster.</param>
/// <param name="viaNode">Whether to go through the pod's node (<c>nodes/proxy</c>) instead of the pod's own URL.</param>
/// <param name="options">Bounds and deadlines of the sessions.</param>
/// <param name="time">The clock.</param>
/// <param name="loggerFactory">Where to log.</param>
public sealed class SessionOpener(
    PortForwardUpgrader upgrader, bool viaNode, PortForwardSessionOptions options, TimeProvider time, ILoggerFactory loggerFactory) : ISessionOpener
{
    private readonly ILogger _logger = loggerFactory.CreateLogger<SessionOpener>();

    /// <inheritdoc/>
    public async Task<IPortForwardSession> OpenAsync(ForwardTarget target, CancellationToken cancellationToken)
    {
        var request = new PortForwardRequest(target.Namespace, target.Pod) { Node = viaNode ? target.Node : null, Port = target.Port };
        var connection = await upgrader.UpgradeAsync(request, cancellationToken);
        return connection.Transport switch
        {
            PortForwardTransport.Tunnel => new SpdyPortForwardSession(WebSocketTunnelStream.OverClient(connection.Stream, time), options, time, _logger),
            PortForwardTransport.Spdy => new SpdyPortForwardSession(connection.Stream, options, time, _logger),
            PortForwardTransport.V4Channel => new V4ChannelSession(connection.Stream, target.Port, time),
            _ => throw new InvalidOperationException($"No wire for {connection.Transport}."),
        };
    }
}
