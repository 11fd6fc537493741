using DevLoop.Soak.Cluster;

namespace DevLoop.Soak.Measurements;

/// <summary>One thing of which a program must not gather more and more.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="Read">How much of it there is; null where it cannot be counted.</param>
/// <param name="Slack">How much more than before is none the less flat: for what happens to be under way, such as an informer that asks.</param>
/// <param name="OfSession">How much of it a session that is kept has. A workload may keep one after one time of load and none after the other.</param>
/// <param name="Share">How much more is flat, as a share of what there was before, where that is more than <paramref name="Slack"/>.</param>
internal sealed record Measure(string Name, Func<Checkpoint, double?> Read, double Slack, double OfSession = 0, double Share = 0)
{
    public static IReadOnlyList<Measure> All { get; } =
    [
        new("sockets", c => c.Process.Sockets, 2, OfSession: 1),
        new("other files", c => c.Process.OtherFiles, 4),
        new("threads", c => c.Process.Threads, 8),
        new("sessions", Sessions, Workload.MaxPods),
        new("streams", c => c.Heap?.CountOf("DevLoop.PortForward.Spdy.SpdyStream") + c.Heap?.CountOf("DevLoop.PortForward.Channels.V4ChannelForwardedStream"), 0),
        new("socket objects", c => c.Heap?.CountOf("System.Net.Sockets.Socket"), 2, OfSession: 1),
        new("timers", c => c.Heap?.CountOf("System.Threading.TimerQueueTimer"), 4, OfSession: 5),
        new("tasks", c => c.Heap?.Count("AsyncStateMachineBox"), 15, OfSession: 8),
        new("own objects", c => c.Heap?.Count("DevLoop."), 60, OfSession: 17),
        new("heap, MB", c => c.Heap?.Megabytes, 3, Share: 0.2),
        new("resident, MB", c => c.Process.ResidentMegabytes, 40, Share: 0.2),
    ];

    /// <summary>The most that there may be after a time of load; null where it cannot be counted.</summary>
    public double? Bound(Checkpoint before, Checkpoint after) =>
        Read(before) is { } was ? was + Math.Max(Slack, was * Share) + (OfSession * MoreSessions(before, after)) : null;

    /// <summary>How many more sessions are kept. Where they cannot be counted, as many as may be.</summary>
    private static double MoreSessions(Checkpoint before, Checkpoint after) => Math.Max(0, Sessions(after) - Sessions(before) ?? Workload.MaxPods);

    private static double? Sessions(Checkpoint checkpoint) =>
        checkpoint.Heap?.CountOf("DevLoop.PortForward.Spdy.SpdySession") + checkpoint.Heap?.CountOf("DevLoop.PortForward.Channels.V4ChannelSession");
}
