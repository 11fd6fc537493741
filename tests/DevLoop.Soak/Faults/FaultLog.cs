using DevLoop.Soak.Cluster;

namespace DevLoop.Soak.Faults;

/// <summary>The faults of a run, which explain the connections that break.</summary>
internal sealed class FaultLog
{
    private readonly Lock _gate = new();
    private readonly List<FaultWindow> _windows = [];

    /// <summary>A fault begins, and may show until its window is ended.</summary>
    public FaultWindow Begin(FaultKind kind, Workload? workload, FaultEffect effect)
    {
        var window = new FaultWindow(kind, workload, effect);
        lock (_gate)
        {
            _windows.Add(window);
        }

        return window;
    }

    /// <summary>Whether a fault may have done this to a connection.</summary>
    public bool Explains(FaultEffect seen, Workload connected, long from, long to)
    {
        lock (_gate)
        {
            return _windows.Exists(w => w.Explains(seen, connected, from, to));
        }
    }

    public IReadOnlyList<(FaultKind Kind, int Count)> Counts()
    {
        lock (_gate)
        {
            return [.. Enum.GetValues<FaultKind>().Select(k => (k, _windows.Count(w => w.Kind == k)))];
        }
    }

    /// <summary>The faults of the time before now, the last one first.</summary>
    public IReadOnlyList<FaultWindow> Last(int count)
    {
        lock (_gate)
        {
            return [.. Enumerable.Reverse(_windows).Take(count)];
        }
    }
}
