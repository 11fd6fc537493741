using DevLoop.Benchmarks.Clusters;
using DevLoop.Benchmarks.Processes;
using DevLoop.Benchmarks.Results;

namespace DevLoop.Benchmarks.Stages;

/// <summary>Twenty forwards of twenty Services: one devloop, and as many kubectls.</summary>
internal static class ManyStage
{
    private const int Forwards = 20;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        var row = new Row("20 forwards: resident memory of all processes, MB", "", Bar.Below(90, "MB"));
        await bench.TryAsync([row], async () =>
        {
            for (var i = 0; i < bench.Options.Pairs; i++)
            {
                var devLoop = await DevLoopAsync(bench, cancellationToken);
                var kubectl = bench.Kubectl is null ? (double?)null : await KubectlAsync(bench, bench.Kubectl, cancellationToken);
                Bench.Add([row], [devLoop], kubectl is { } megabytes ? [megabytes] : null);
            }
        });
    }

    private static async Task<double> DevLoopAsync(Bench bench, CancellationToken cancellationToken)
    {
        using var process = new DevProcess(bench.Options.DevLoop, bench.Cluster, Forwards);
        await Task.Delay(Settling, TimeProvider.System, cancellationToken);
        return process.Usage.ResidentMegabytes;
    }

    private static async Task<double> KubectlAsync(Bench bench, ForwardProgram kubectl, CancellationToken cancellationToken)
    {
        var processes = new List<ForwardProcess>();
        try
        {
            for (var i = 0; i < Forwards; i++)
            {
                processes.Add(kubectl.Start(bench.Cluster, Wire.Tunnel, $"service/{BenchManifests.ServiceName(i)}", BenchManifests.EchoPort));
            }

            await Task.Delay(Settling, TimeProvider.System, cancellationToken);
            return processes.Sum(p => p.Usage.ResidentMegabytes);
        }
        finally
        {
            processes.ForEach(p => p.Dispose());
        }
    }
}
