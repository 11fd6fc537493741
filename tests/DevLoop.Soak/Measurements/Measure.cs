namespace DevLoop.Soak.Measurements;

/// <summary>One thing of which a program must not gather more and more.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="Read">How much of it there is.</param>
/// <param name="Slack">How much more than before is none the less flat.</param>
/// <param name="Share">The same, as a share of what there was before.</param>
internal sealed record Measure(string Name, Func<Checkpoint, double> Read, double Slack, double Share = 0)
{
    /// <summary>
    /// All of them. What a connection, a session or a fault could each leave behind has little slack: for what happens to be under way (an
    /// informer that asks, a keep-alive), and for a session that a workload keeps after one time of load and not after the other.
    /// </summary>
    public static IReadOnlyList<Measure> All { get; } =
    [
        new("sockets", c => c.Process.Sockets, 3),
        new("other files", c => c.Process.OtherFiles, 4),
        new("threads", c => c.Process.Threads, 8),
        new("sessions", c => c.Heap.CountOf("DevLoop.PortForward.Spdy.SpdySession") + c.Heap.CountOf("DevLoop.PortForward.Channels.V4ChannelSession"), 3),
        new("streams", c => c.Heap.CountOf("DevLoop.PortForward.Spdy.SpdyStream") + c.Heap.CountOf("DevLoop.PortForward.Channels.V4ChannelForwardedStream"), 3),
        new("socket objects", c => c.Heap.CountOf("System.Net.Sockets.Socket"), 3),
        new("timers", c => c.Heap.CountOf("System.Threading.TimerQueueTimer"), 6),
        new("tasks", c => c.Heap.Count("AsyncStateMachineBox"), 20),
        new("own objects", c => c.Heap.Count("DevLoop."), 60),
        new("heap, MB", c => c.Heap.Megabytes, 3, 0.2),
        new("resident, MB", c => c.Process.ResidentMegabytes, 24, 0.2),
    ];

    /// <summary>The most that is allowed after there was so much.</summary>
    public double Bound(double before) => before + Math.Max(Slack, before * Share);
}
