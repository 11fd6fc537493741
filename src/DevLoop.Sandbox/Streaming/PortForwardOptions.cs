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

    /// <summary>
    /// How long a client must have sent nothing, after the pod's end of file, until the error stream is ended although the client
    /// has not ended its side; 1 second by default.
    /// </summary>
    public TimeSpan SilenceAfterPodEnd { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long, once a session is over, the pods may take nothing of what its client had sent before, until that is dropped;
    /// 2 seconds by default.
    /// </summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a client may take to end its streams once the server is done with a connection; 30 seconds by default.</summary>
    public TimeSpan EndTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The limits of the SPDY sessions. The server sends no PING of its own, like a kubelet.</summary>
    public SpdySessionOptions Spdy { get; init; } = new() { KeepAliveInterval = null };
}
