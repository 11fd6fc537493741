namespace DevLoop.Forwarding.Sessions;

/// <summary>Bounds and deadlines of the sessions that are kept for pods.</summary>
public sealed record SessionPoolOptions
{
    /// <summary>
    /// How many sessions a pod has that take connections; beyond them, connections share. From 1, default 16. Sessions that are
    /// held up by one of their connections are not among them, see <see cref="MaxHeldUp"/>.
    /// </summary>
    public int MaxSessions { get; init; } = 16;

    /// <summary>
    /// How many sessions a pod has besides, which take no connections because one that they carry is not read, or may have left
    /// something behind. Default 250. Beyond them, a connection waits until one is good again.
    /// </summary>
    public int MaxHeldUp { get; init; } = 250;

    /// <summary>How long a session that no connection uses is kept, but for one. Default 30 s.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long that one is kept once the pod has no connections. Default 5 min.</summary>
    public TimeSpan SpareTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a session may take to show that nothing is left of its connections, before it is closed. Default 5 s.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
