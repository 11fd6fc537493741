using DevLoop.Soak.Cluster;

namespace DevLoop.Soak.Faults;

/// <summary>A fault and the time in which it may show.</summary>
/// <param name="kind">What was done.</param>
/// <param name="workload">To which workload; null for all.</param>
/// <param name="effect">What it may do.</param>
internal sealed class FaultWindow(FaultKind kind, Workload? workload, FaultEffect effect)
{
    private long _end = long.MaxValue;

    public FaultKind Kind => kind;

    public Workload? Workload => workload;

    public FaultEffect Effect => effect;

    /// <summary>When it began, as a timestamp of <see cref="TimeProvider.System"/>.</summary>
    public long Began { get; } = TimeProvider.System.GetTimestamp();

    /// <summary>It shows for this much longer.</summary>
    public void EndAfter(TimeSpan time) =>
        Volatile.Write(ref _end, TimeProvider.System.GetTimestamp() + (long)(time.TotalSeconds * TimeProvider.System.TimestampFrequency));

    /// <summary>Whether it may have done this to a connection to a workload that was open from one time to another.</summary>
    public bool Explains(FaultEffect seen, Workload connected, long from, long to) =>
        effect >= seen && (workload is null || workload == connected) && from <= Volatile.Read(ref _end) && to >= Began;
}
