using System.Diagnostics;
using DevLoop.Benchmarks.Clients;
using DevLoop.Benchmarks.Measurements;
using DevLoop.Benchmarks.Processes;
using DevLoop.Benchmarks.Results;

namespace DevLoop.Benchmarks.Stages;

/// <summary>
/// The rows of one wire that are measured on running forwards: one of each program stays open for all of them, and they are measured
/// in turn.
/// </summary>
internal sealed class TransferStage : IDisposable
{
    /// <summary>devloop gives memory back after 10 to 20 s.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(25);

    private readonly Bench _bench;
    private readonly Wire _wire;
    private readonly RunningForward _devLoop;
    private readonly RunningForward? _kubectl;

    private TransferStage(Bench bench, Wire wire)
    {
        _bench = bench;
        _wire = wire;
        _devLoop = new RunningForward(bench.DevLoop, bench.Cluster, wire);
        _kubectl = bench.Kubectl is { } kubectl ? new RunningForward(kubectl, bench.Cluster, wire) : null;
    }

    public static async Task RunAsync(Bench bench, Wire wire, CancellationToken cancellationToken)
    {
        using var stage = new TransferStage(bench, wire);
        foreach (var measurement in TransferMeasurements.All(bench.Options.BulkBytes).Where(m => bench.Options.Wants(m.Name)))
        {
            var rows = measurement.Metrics.Select(m => new Row(m.Title, $"{wire}", m.Bar(wire))).ToList();
            await bench.TryAsync(rows, () => stage.MeasureAsync(measurement, rows, cancellationToken));
        }

        if (bench.Options.Wants(RowNames.After))
        {
            await stage.MeasureMemoryAsync("resident memory after all this, MB", TimeSpan.Zero, cancellationToken);
            await stage.MeasureMemoryAsync($"resident memory {Quiet.TotalSeconds} s later, MB", Quiet, cancellationToken);
        }
    }

    public void Dispose()
    {
        _devLoop.Dispose();
        _kubectl?.Dispose();
    }

    private Task MeasureMemoryAsync(string title, TimeSpan quiet, CancellationToken cancellationToken)
    {
        var row = new Row(title, $"{_wire}", Bar.AtMost(0.8));
        return _bench.TryAsync([row], async () =>
        {
            await Task.Delay(quiet, TimeProvider.System, cancellationToken);
            Bench.Add([row], [_devLoop.Target.Usage!.ResidentMegabytes], _kubectl is { } kubectl ? [kubectl.Target.Usage!.ResidentMegabytes] : null);
        });
    }

    private async Task MeasureAsync(Measurement measurement, IReadOnlyList<Row> rows, CancellationToken cancellationToken)
    {
        var limits = new TransferLimits(_bench, _wire, measurement);

        // Not counted: buffers grow, code is compiled, sessions are opened.
        measurement.Run(_devLoop.Target);
        if (_kubectl is not null)
        {
            measurement.Run(_kubectl.Target);
        }

        for (var i = 0; i < _bench.Options.Pairs; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var began = Stopwatch.GetTimestamp();
            var sandbox = _bench.Cluster.SandboxUsage?.ProcessorSeconds;
            var devLoop = measurement.Run(_devLoop.Target);
            limits.AddSandbox(_bench.Cluster.SandboxUsage?.ProcessorSeconds - sandbox, Stopwatch.GetElapsedTime(began));
            var kubectl = _kubectl is null ? null : measurement.Run(_kubectl.Target);
            Bench.Add(rows, devLoop, kubectl);
            await limits.MeasureAsync(cancellationToken);
        }
    }
}
