using DevLoop.Benchmarks.Clients;
using DevLoop.Benchmarks.Measurements;
using DevLoop.Benchmarks.Results;

namespace DevLoop.Benchmarks.Stages;

/// <summary>What stands beside the pairs of one measurement: the pod without a forward, the bare reader, and what the sandbox itself takes.</summary>
internal sealed class TransferLimits
{
    private readonly Bench _bench;
    private readonly Wire _wire;
    private readonly Measurement _measurement;
    private readonly List<Limit> _direct = [];
    private readonly Limit _bareSpeed;
    private readonly Limit _bareCost;
    private readonly Limit _sandboxCost;
    private readonly Limit _sandboxLoad;

    public TransferLimits(Bench bench, Wire wire, Measurement measurement)
    {
        _bench = bench;
        _wire = wire;
        _measurement = measurement;
        _direct.AddRange(measurement.Metrics.Select(m => new Limit($"pod reached directly: {m.Title}", "")));
        _bareSpeed = new Limit("bare reader of the session, MB/s", $"{wire}");
        _bareCost = new Limit("bare reader of the session, processor s/GB", $"{wire}");
        _sandboxCost = new Limit($"the sandbox itself, {measurement.Name} through devloop: processor s/GB", $"{wire}");
        _sandboxLoad = new Limit($"the sandbox itself, {measurement.Name} through devloop: processors busy", $"{wire}");
        bench.Report.Limits.AddRange(_direct.Where((_, i) => measurement.Metrics[i].HasLimit));
        bench.Report.Limits.AddRange([_bareSpeed, _bareCost, _sandboxCost, _sandboxLoad]);
    }

    private bool IsBulk => _measurement.Name is RowNames.Download or RowNames.Upload;

    /// <summary>What the sandbox used in the time of a bulk transfer; null where there is none.</summary>
    public void AddSandbox(double? processorSeconds, TimeSpan time)
    {
        if (processorSeconds is { } used && IsBulk)
        {
            _sandboxCost.Values.Add(used / (_bench.Options.BulkBytes / 1e9));
            _sandboxLoad.Values.Add(used / time.TotalSeconds);
        }
    }

    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        // The way to the pod does not depend on the wire: it is measured beside the first.
        if (_bench.Cluster.PodAddress is { } address && _wire == _bench.Options.Wires[0])
        {
            var values = _measurement.Run(Target.Direct(address));
            for (var i = 0; i < values.Length; i++)
            {
                _direct[i].Values.Add(values[i]);
            }
        }

        if (_measurement.Name == RowNames.Download)
        {
            var bytes = _bench.Options.BulkBytes;
            var (seconds, processorSeconds) = await BareReader.DownloadAsync(_bench.Cluster, _wire, bytes, cancellationToken);
            _bareSpeed.Values.Add(bytes / 1e6 / seconds);
            _bareCost.Values.Add(processorSeconds / (bytes / 1e9));
        }
    }
}
