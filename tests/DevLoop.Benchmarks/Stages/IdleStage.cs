using System.Diagnostics;
using DevLoop.Benchmarks.Clusters;
using DevLoop.Benchmarks.Processes;
using DevLoop.Benchmarks.Results;

namespace DevLoop.Benchmarks.Stages;

/// <summary>Two hundred forwards that nobody uses.</summary>
internal static class IdleStage
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        Row[] rows =
        [
            new($"{BenchManifests.Services} forwards, idle: resident memory, MB", "", Bar.Below(130, "MB")),
            new($"{BenchManifests.Services} forwards, idle: % of one core over {bench.Options.Idle.TotalSeconds} s", "", Bar.Below(0.5, "%")),
        ];
        await bench.TryAsync(rows, async () =>
        {
            using var process = new DevProcess(bench.Options.DevLoop, bench.Cluster, BenchManifests.Services);
            await Task.Delay(Settling, TimeProvider.System, cancellationToken);
            var began = Stopwatch.GetTimestamp();
            var used = process.Usage.ProcessorSeconds;
            await Task.Delay(bench.Options.Idle, TimeProvider.System, cancellationToken);
            used = process.Usage.ProcessorSeconds - used;
            Bench.Add(rows, [process.Usage.ResidentMegabytes, 100 * used / Stopwatch.GetElapsedTime(began).TotalSeconds], other: null);
        });
    }
}
