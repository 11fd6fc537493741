using System.Diagnostics;
using DevLoop.Benchmarks.Clients;
using DevLoop.Benchmarks.Clusters;
using DevLoop.Benchmarks.Results;

namespace DevLoop.Benchmarks.Measurements;

/// <summary>The rows of bytes and connections: all that is done with a running forward.</summary>
internal static class TransferMeasurements
{
    private const int ParallelDownloads = 4;
    private const int RoundTrips = 2_000;
    private const int MessageSize = 64;
    private const int Connects = 500;
    private const int BurstClients = 50;
    private const int ConnectsOfBurstClient = 10;

    public static IReadOnlyList<Measurement> All(long bulkBytes) =>
    [
        new(RowNames.Download,
            [new("download, MB/s", Faster), new("download, client's processor s/GB", Cheaper, HasLimit: false)],
            target => Bulk(target, bulkBytes, () => BulkClient.Download(target.Endpoint(BenchManifests.HttpPort), bulkBytes))),
        new(RowNames.Upload,
            [new("upload, MB/s", Faster), new("upload, client's processor s/GB", Cheaper, HasLimit: false)],
            target => Bulk(target, bulkBytes, () => BulkClient.Upload(target.Endpoint(BenchManifests.SinkPort), bulkBytes))),
        new(RowNames.Parallel,
            [new("4 downloads at once, MB/s", Bar.AtLeast(1.25))],
            target => [Bulk(target, bulkBytes, () => DownloadInParallel(target, bulkBytes))[0]]),
        new(RowNames.RoundTrip,
            [new("round trip of 64 bytes, p50, µs", Bar.AtMost(0.95)), new("round trip of 64 bytes, p99, µs", Bar.AtMost(1))],
            RoundTrip),
        new(RowNames.Connect,
            [new("connect, byte, close in sequence, per s", Bar.AtLeast(1.5)), new("connect, byte, close in sequence, p99, ms", Bar.AtMost(0.7))],
            Connect),
        new(RowNames.Burst,
            [new("connect, byte, close, 50 at once, per s", Bar.AtLeast(3)), new("connect, byte, close, 50 at once, p50, ms", Bar.AtMost(0.35))],
            Burst),
    ];

    private static Bar Faster(Wire wire) => Bar.AtLeast(wire == Wire.Tunnel ? 1.25 : 1.15);

    private static Bar Cheaper(Wire wire) => Bar.AtMost(wire == Wire.Tunnel ? 0.6 : 0.75);

    /// <summary>MB/s, and the processor seconds of the process between for each GB.</summary>
    private static double[] Bulk(Target target, long bytes, Action transfer)
    {
        var used = target.Usage?.ProcessorSeconds ?? double.NaN;
        var began = Stopwatch.GetTimestamp();
        transfer();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        used = (target.Usage?.ProcessorSeconds ?? double.NaN) - used;
        return [bytes / 1e6 / seconds, used / (bytes / 1e9)];
    }

    private static void DownloadInParallel(Target target, long bytes)
    {
        var http = target.Endpoint(BenchManifests.HttpPort);
        Threads.Run(ParallelDownloads, _ => BulkClient.Download(http, bytes / ParallelDownloads));
    }

    private static double[] RoundTrip(Target target)
    {
        var times = EchoClient.RoundTrips(target.Endpoint(BenchManifests.EchoPort), RoundTrips, MessageSize);
        return [times.Percentile(50) * 1e6, times.Percentile(99) * 1e6];
    }

    private static double[] Connect(Target target)
    {
        var times = new double[Connects];
        EchoClient.Connect(target.Endpoint(BenchManifests.EchoPort), times);
        return [Connects / times.Sum(), times.Percentile(99) * 1e3];
    }

    private static double[] Burst(Target target)
    {
        var echo = target.Endpoint(BenchManifests.EchoPort);
        var times = new double[BurstClients * ConnectsOfBurstClient];
        var began = Stopwatch.GetTimestamp();
        Threads.Run(BurstClients, i => EchoClient.Connect(echo, times.AsSpan(i * ConnectsOfBurstClient, ConnectsOfBurstClient)));
        return [times.Length / Stopwatch.GetElapsedTime(began).TotalSeconds, times.Percentile(50) * 1e3];
    }
}
