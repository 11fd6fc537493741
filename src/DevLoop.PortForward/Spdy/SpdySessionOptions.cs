namespace DevLoop.PortForward.Spdy;

/// <summary>Bounds and deadlines of a <see cref="SpdySession"/>. The defaults suit both ends of port-forwarding.</summary>
public sealed record SpdySessionOptions
{
    /// <summary>The longest control frame accepted, in bytes. Default 16 KiB; the largest seen on a real cluster has 67.</summary>
    public int MaxControlFrameLength { get; init; } = 16 * 1024;

    /// <summary>The largest header block accepted, in bytes after inflation. Default 4 KiB; a port-forward stream's has some 60.</summary>
    public int MaxHeaderBlockLength { get; init; } = 4 * 1024;

    /// <summary>How many streams may be open at once, in both directions together. Default 2,000: one thousand forwarded connections.</summary>
    public int MaxStreams { get; init; } = 2_000;

    /// <summary>
    /// How many bytes a stream keeps for its reader, default 256 KiB. When they are full the session reads no further, since the
    /// protocol as Kubernetes speaks it has no flow control: a stream that nobody reads stops its session.
    /// </summary>
    public int ReceiveBufferSize { get; init; } = 256 * 1024;

    /// <summary>How many bytes of data wait to be sent before writers are held back, for all streams together. Default 256 KiB.</summary>
    public int SendBufferSize { get; init; } = 256 * 1024;

    /// <summary>The largest data frame sent, in bytes. Default 64 KiB.</summary>
    public int MaxDataFrameLength { get; init; } = 64 * 1024;

    /// <summary>After how much silence a PING asks whether the other side is there. Default 10 s; null sends none.</summary>
    public TimeSpan? KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after the first PING an answer, or anything else, must have come. Default 5 s.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a session that is being disposed may take to send what is queued and say goodbye. Default 1 s.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(1);
}
