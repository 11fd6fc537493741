namespace DevLoop.Soak.Load;

/// <summary>What became of the connections.</summary>
internal sealed class LoadFigures
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(ConnectionKind Kind, Outcome Outcome), int> _counts = [];
    private readonly Dictionary<string, int> _byWire = [];
    private readonly List<double> _firstBytes = [];
    private long _bytes;

    /// <summary>Connections that were not begun, since too many were open.</summary>
    public int Skipped { get; private set; }

    /// <summary>How long connections were begun.</summary>
    public TimeSpan Time { get; private set; }

    public long Bytes => Interlocked.Read(ref _bytes);

    public int Total
    {
        get
        {
            lock (_gate)
            {
                return _counts.Values.Sum();
            }
        }
    }

    /// <summary>How many ended as none may.</summary>
    public int Failures
    {
        get
        {
            lock (_gate)
            {
                return _counts.Where(c => c.Key.Outcome > Outcome.Broken).Sum(c => c.Value);
            }
        }
    }

    public void Add(ConnectionPlan plan, Outcome outcome, LocalConnection connection)
    {
        lock (_gate)
        {
            _counts[(plan.Kind, outcome)] = Count(plan.Kind, outcome) + 1;
            _byWire[plan.Forward.Wire.Name] = _byWire.GetValueOrDefault(plan.Forward.Wire.Name) + 1;
            _bytes += connection.Sent + connection.Received;
            if (outcome == Outcome.Ok && connection.FirstByte is { } firstByte)
            {
                _firstBytes.Add(firstByte.TotalMilliseconds);
            }
        }
    }

    /// <summary>A time of load is over.</summary>
    public void AddTime(TimeSpan time, int skipped)
    {
        Time += time;
        Skipped += skipped;
    }

    public int Count(ConnectionKind kind, Outcome outcome)
    {
        lock (_gate)
        {
            return _counts.GetValueOrDefault((kind, outcome));
        }
    }

    public int CountOf(Outcome outcome) => Enum.GetValues<ConnectionKind>().Sum(k => Count(k, outcome));

    public int CountOf(string wire)
    {
        lock (_gate)
        {
            return _byWire.GetValueOrDefault(wire);
        }
    }

    /// <summary>Within how many milliseconds this part of the first bytes came.</summary>
    public double FirstByteWithin(double part)
    {
        double[] sorted;
        lock (_gate)
        {
            sorted = [.. _firstBytes];
        }

        Array.Sort(sorted);
        return sorted.Length == 0 ? 0 : sorted[(int)Math.Min(part * sorted.Length, sorted.Length - 1)];
    }
}
