namespace DevLoop.PortForward.Spdy;

/// <summary>Bounds and deadlines of the client's end of a session.</summary>
public sealed record PortForwardSessionOptions
{
    /// <summary>Of the SPDY session underneath, where there is one.</summary>
    public SpdySessionOptions Spdy { get; init; } = new();

    /// <summary>
    /// How long the end of a data stream that carried nothing waits for the end of its error stream, which tells whether
    /// anything was ever connected: servers end the data stream first and send the text after. Default 2 s.
    /// </summary>
    public TimeSpan RefusalGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The same for a data stream that carried bytes, whose end may have been cut short. Default 5 ms: the text comes right
    /// behind, and a pod that only ended its side keeps its error stream open, so every such end is this much late.
    /// </summary>
    public TimeSpan EndGrace { get; init; } = TimeSpan.FromMilliseconds(5);
}
