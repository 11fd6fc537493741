namespace DevLoop.Kubernetes.Api;

/// <summary>What is spoken on an upgraded connection.</summary>
public enum PortForwardTransport
{
    /// <summary>SPDY/3.1 inside WebSocket messages (<c>SPDY/3.1+portforward.k8s.io</c>): API servers from 1.31 on.</summary>
    Tunnel,

    /// <summary>SPDY/3.1 itself.</summary>
    Spdy,

    /// <summary>One connection to each port as WebSocket messages (<c>v4.channel.k8s.io</c>).</summary>
    V4Channel,
}
