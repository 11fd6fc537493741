namespace DevLoop.PortForward.Relaying;

/// <summary>Bounds of a <see cref="Relay"/>.</summary>
public sealed record RelayOptions
{
    /// <summary>Bytes copied at a time, in each direction. Default 64 KiB.</summary>
    public int BufferSize { get; init; } = 64 * 1024;

    /// <summary>
    /// On a wire without half-close the pod cannot be told that the local client ended its side: the connection ends once
    /// the pod has been quiet for this long after it. On any wire, a client that takes nothing for this long after writing to the
    /// pod failed is not waited for either. Default 2 s.
    /// </summary>
    public TimeSpan QuietAfterLocalEnd { get; init; } = TimeSpan.FromSeconds(2);
}
