using DevLoop.Benchmarks.Clusters;
using DevLoop.Benchmarks.Processes;
using DevLoop.Benchmarks.Results;

namespace DevLoop.Benchmarks.Stages;

/// <summary>How long a forward takes to start, and what it holds in memory before its first connection.</summary>
internal static class StartStage
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        foreach (var wire in bench.Options.Wires)
        {
            Row[] rows =
            [
                new("start to \"Forwarding from\", ms", $"{wire}", Bar.AtMost(1.5) & Bar.Below(400, "ms")),
                new("resident memory of an idle forward, MB", $"{wire}", Bar.AtMost(0.8)),
            ];
            await bench.TryAsync(rows, async () =>
            {
                for (var i = 0; i < bench.Options.Pairs + 1; i++)
                {
                    var devLoop = await StartAsync(bench, bench.DevLoop, wire, cancellationToken);
                    var kubectl = bench.Kubectl is null ? null : await StartAsync(bench, bench.Kubectl, wire, cancellationToken);

                    // Not the first: the disk is to be warm.
                    if (i > 0)
                    {
                        Bench.Add(rows, devLoop, kubectl);
                    }
                }
            });
        }
    }

    private static async Task<double[]> StartAsync(Bench bench, ForwardProgram program, Wire wire, CancellationToken cancellationToken)
    {
        using var forward = program.Start(bench.Cluster, wire, $"pod/{BenchManifests.Pod}", BenchManifests.EchoPort);
        await Task.Delay(Settling, TimeProvider.System, cancellationToken);
        return [forward.StartTime.TotalMilliseconds, forward.Usage.ResidentMegabytes];
    }
}
