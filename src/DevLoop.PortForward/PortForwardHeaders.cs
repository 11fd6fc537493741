namespace DevLoop.PortForward;

/// <summary>The headers that say what a SPDY stream is to port-forwarding, as the kubelet pairs them.</summary>
/// <seealso href="https://github.com/kubernetes/api/blob/master/core/v1/types.go">k8s.io/api/core/v1: StreamType, PortHeader, PortForwardRequestIDHeader</seealso>
public static class PortForwardHeaders
{
    /// <summary>Either <see cref="Error"/> or <see cref="Data"/>.</summary>
    public const string StreamType = "streamtype";

    /// <summary>The port in the pod, in decimal.</summary>
    public const string Port = "port";

    /// <summary>Joins the two streams of one connection.</summary>
    public const string RequestId = "requestid";

    /// <summary>The stream on which the server says why the connection failed.</summary>
    public const string Error = "error";

    /// <summary>The stream of the connection's bytes.</summary>
    public const string Data = "data";
}
