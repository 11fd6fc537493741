using System.Net;
using DevLoop.Benchmarks.Clients;
using DevLoop.Benchmarks.Clusters;
using DevLoop.Benchmarks.Processes;
using DevLoop.Benchmarks.Results;

namespace DevLoop.Benchmarks.Stages;

/// <summary>
/// What one more forward and one more connection cost, in the second half of the way to many against the first: devloop against
/// itself, and constant when the ratio stays near one.
/// </summary>
internal static class GrowthStage
{
    private const int Forwards = 10;
    private static readonly Bar Constant = Bar.AtMost(1.25);
    private static readonly int[] ForwardCounts = [10, 100, BenchManifests.Services];
    private static readonly int[] ConnectionCounts = [10, 1_000, 2_000];
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        var forward = new Row("memory a forward from 100 to 200 against 10 to 100, KB", "", Constant);
        await bench.TryAsync([forward], () => GrowForwardsAsync(bench, forward, cancellationToken));

        var memory = new Row("memory a connection from 1,000 to 2,000 against 10 to 1,000, KB", "", Constant);
        var processor = new Row("processor time a connection from 1,000 to 2,000 against 10 to 1,000, ms", "", Constant);
        await bench.TryAsync([memory, processor], () => GrowConnectionsAsync(bench, memory, processor, cancellationToken));
    }

    private static async Task GrowForwardsAsync(Bench bench, Row row, CancellationToken cancellationToken)
    {
        for (var i = 0; i < bench.Options.Pairs; i++)
        {
            var megabytes = new double[ForwardCounts.Length];
            for (var j = 0; j < ForwardCounts.Length; j++)
            {
                using var process = new DevProcess(bench.Options.DevLoop, bench.Cluster, ForwardCounts[j]);
                await Task.Delay(Settling, TimeProvider.System, cancellationToken);
                megabytes[j] = process.Usage.ResidentMegabytes;
            }

            var (early, late) = Slopes(ForwardCounts, megabytes);
            Bench.Add([row], [late * 1e3], [early * 1e3]);
        }
    }

    private static async Task GrowConnectionsAsync(Bench bench, Row memory, Row processor, CancellationToken cancellationToken)
    {
        for (var i = 0; i < bench.Options.Pairs; i++)
        {
            using var process = new DevProcess(bench.Options.DevLoop, bench.Cluster, Forwards);
            var endpoints = process.LocalPorts.Select(p => new IPEndPoint(IPAddress.Loopback, p)).ToList();

            // Opens the sessions that are there to be shared. Not many more: what they leave would be used again by the first that count.
            Hold(endpoints, 40, []);
            var open = new List<Connection>();
            try
            {
                var megabytes = new double[ConnectionCounts.Length];
                var seconds = new double[ConnectionCounts.Length];
                for (var j = 0; j < ConnectionCounts.Length; j++)
                {
                    var used = process.Usage.ProcessorSeconds;
                    Open(endpoints, ConnectionCounts[j], open);
                    seconds[j] = (j == 0 ? 0 : seconds[j - 1]) + process.Usage.ProcessorSeconds - used;
                    await Task.Delay(Settling, TimeProvider.System, cancellationToken);
                    megabytes[j] = process.Usage.ResidentMegabytes;
                }

                var (early, late) = Slopes(ConnectionCounts, megabytes);
                var (earlySeconds, lateSeconds) = Slopes(ConnectionCounts, seconds);
                Bench.Add([memory, processor], [late * 1e3, lateSeconds * 1e3], [early * 1e3, earlySeconds * 1e3]);
            }
            finally
            {
                open.ForEach(c => c.Dispose());
            }
        }
    }

    private static void Hold(List<IPEndPoint> endpoints, int count, List<Connection> open)
    {
        try
        {
            Open(endpoints, count, open);
        }
        finally
        {
            open.ForEach(c => c.Dispose());
        }
    }

    /// <summary>Opens connections until there are as many, evenly over the forwards.</summary>
    private static void Open(List<IPEndPoint> endpoints, int count, List<Connection> open)
    {
        while (open.Count < count)
        {
            open.Add(EchoClient.Open(endpoints[open.Count % endpoints.Count]));
        }
    }

    /// <summary>What one more costs on the first half of the way, and on the second.</summary>
    private static (double Early, double Late) Slopes(int[] counts, double[] values) =>
        ((values[1] - values[0]) / (counts[1] - counts[0]), (values[2] - values[1]) / (counts[2] - counts[1]));
}
