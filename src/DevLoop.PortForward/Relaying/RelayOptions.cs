namespace DevLoop.PortForward.Relaying;

/// <summary>Bounds of a <see cref="Relay"/>.</summary>
public sealed record RelayOptions
{
    /// <summary>Bytes copied at a time, in each direction. Default 64 KiB.</summary>
    public int BufferSize { get; init; } = BufferedCopy.DefaultBufferSize;

    /// <summary>
    /// On a wire without half-close the pod cannot be told that the local client ended its side: the connection is given up once
    /// nothing has come from the pod for this long, and nothing of what came still waits for the client. On any wire, a client that
    /// takes nothing for this long after writing to the pod failed is not waited for either. Default 2 s.
    /// </summary>
    public TimeSpan QuietTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a client may go on sending to a pod that is done with the connection, before it is closed. Default 2 s.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a connection that both sides have ended may take until the server has delivered what was sent and says so.
    /// Default 30 s: the last quarter megabyte of an upload over a slow line.
    /// </summary>
    public TimeSpan SettleTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
