using DevLoop.PortForward.Spdy;

namespace DevLoop.Sandbox.Streaming;

/// <summary>How port-forwards are served.</summary>
internal sealed record PortForwardOptions
{
    /// <summary>How long the first stream of a pair waits for the second; 30 seconds, as at a kubelet.</summary>
    public TimeSpan PairTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long connecting to a port inside a pod may take; 10 seconds by default.</summary>
    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// After the end of file of one direction, how long the other one may go on. Null, the default, sets no limit; 1 second is
    /// what containerd 1.6 does, which loses answers that wait for the client's end of file.
    /// </summary>
    public TimeSpan? HalfCloseLimit { get; init; }

    /// <summary>The limits of the SPDY sessions. The server sends no PING of its own, like a kubelet.</summary>
    public SpdySessionOptions Spdy { get; init; } = new() { KeepAliveInterval = null };
}
