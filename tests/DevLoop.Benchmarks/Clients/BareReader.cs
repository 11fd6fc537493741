using System.Buffers;
using System.Diagnostics;
using DevLoop.Benchmarks.Clusters;
using DevLoop.PortForward;
using DevLoop.PortForward.Spdy;
using DevLoop.PortForward.Tunneling;

namespace DevLoop.Benchmarks.Clients;

/// <summary>
/// The least that a client in .NET can do: opens the same session as a forward, sends the same request, and throws every byte
/// away as it comes out of TLS, frames and all.
/// </summary>
internal static class BareReader
{
    private const int BufferSize = 256 * 1024;

    /// <summary>Reads as many bytes, and gives the seconds and the processor seconds of this process that they took.</summary>
    public static async Task<(double Seconds, double ProcessorSeconds)> DownloadAsync(BenchCluster cluster, Wire wire, long bytes, CancellationToken cancellationToken)
    {
        await using var connection = await cluster.UpgradeAsync(wire, cancellationToken);
        var began = Stopwatch.GetTimestamp();
        var used = Environment.CpuUsage.TotalTime;
        await AskAsync(connection.Stream, wire, BulkClient.Request(bytes), cancellationToken);
        var buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
        while (bytes > 0)
        {
            var read = await connection.Stream.ReadAsync(buffer, cancellationToken);
            bytes -= read > 0 ? read : throw new BenchException("The session of the bare reader ended too early.");
        }

        return (Stopwatch.GetElapsedTime(began).TotalSeconds, (Environment.CpuUsage.TotalTime - used).TotalSeconds);
    }

    private static async Task AskAsync(Stream stream, Wire wire, byte[] request, CancellationToken cancellationToken)
    {
        var frames = new ArrayBufferWriter<byte>();
        var encoder = new SpdyHeaderEncoder();
        SpdyFrameWriter.WriteSynStream(frames, encoder, 1, Headers(PortForwardHeaders.Error), SpdyFrameFlags.Fin);
        SpdyFrameWriter.WriteSynStream(frames, encoder, 3, Headers(PortForwardHeaders.Data), SpdyFrameFlags.None);

        SpdyFrameWriter.WriteData(frames, 3, request, SpdyFrameFlags.None);

        // Only writes by it, and reads past it: what comes is counted with its WebSocket headers.
        var output = wire == Wire.Tunnel ? WebSocketTunnelStream.OverClient(stream, TimeProvider.System) : stream;
        await output.WriteAsync(frames.WrittenMemory, cancellationToken);
    }

    private static SpdyHeaders Headers(string type) => new(
        (PortForwardHeaders.StreamType, type),
        (PortForwardHeaders.Port, $"{BenchManifests.HttpPort}"),
        (PortForwardHeaders.RequestId, "0"));
}
