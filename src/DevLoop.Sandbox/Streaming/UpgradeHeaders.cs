namespace DevLoop.Sandbox.Streaming;

/// <summary>The names in which a port-forward is opened.</summary>
internal static class UpgradeHeaders
{
    /// <summary>The upgrade to raw SPDY frames.</summary>
    public const string Spdy = "SPDY/3.1";

    /// <summary>The header that names the protocol inside SPDY.</summary>
    public const string StreamProtocol = "X-Stream-Protocol-Version";

    /// <summary>The header that answers a client that offered no protocol the server knows.</summary>
    public const string AcceptedStreamProtocols = "X-Accepted-Stream-Protocol-Versions";

    /// <summary>The protocol inside SPDY.</summary>
    public const string PortForward = "portforward.k8s.io";

    /// <summary>The WebSocket subprotocol that tunnels SPDY.</summary>
    public const string Tunnel = "SPDY/3.1+portforward.k8s.io";
}
