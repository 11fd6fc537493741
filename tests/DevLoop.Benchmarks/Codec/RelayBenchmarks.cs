using BenchmarkDotNet.Attributes;
using DevLoop.PortForward;
using DevLoop.PortForward.Relaying;
using DevLoop.PortForward.Spdy;
using DevLoop.Testing.Wires;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.Benchmarks.Codec;

/// <summary>
/// A forwarded connection whose wire is memory: 1 MiB each way through the relay, the session and its frames. The local client is a real
/// socket, as the relay's own.
/// </summary>
public class RelayBenchmarks
{
    private const int Total = 1024 * 1024;

    private readonly byte[] _sent = new byte[Total];
    private readonly byte[] _received = new byte[Total];
    private LoopbackPair _local = null!;
    private SpdyPortForwardSession _client = null!;
    private SpdySession _server = null!;
    private SpdyStream _pod = null!;
    private Task _relay = Task.CompletedTask;

    [GlobalSetup]
    public async Task OpenAsync()
    {
        var (a, b) = DuplexStream.CreatePair();
        _client = new SpdyPortForwardSession(a, new PortForwardSessionOptions(), TimeProvider.System, NullLogger.Instance);
        _server = SpdySession.Start(b, SpdyRole.Server, new SpdySessionOptions(), TimeProvider.System, NullLogger.Instance);
        var forwarded = _client.Open(8080);
        _ = await _server.AcceptAsync(CancellationToken.None);
        _pod = (await _server.AcceptAsync(CancellationToken.None))!;
        _pod.Reply();
        _local = await LoopbackPair.ConnectAsync();
        _relay = Relay.RunAsync(_local.Accepted, forwarded, new RelayOptions(), TimeProvider.System, CancellationToken.None);
    }

    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
        await _relay;
        _local.Dispose();
    }

    [Benchmark]
    public async Task Download()
    {
        var writing = _pod.WriteAsync(_sent, CancellationToken.None).AsTask();
        for (var rest = _received.AsMemory(); rest.Length > 0;)
        {
            rest = rest[await _local.Client.ReceiveAsync(rest)..];
        }

        await writing;
    }

    [Benchmark]
    public async Task Upload()
    {
        var reading = ReadFromPodAsync();
        for (ReadOnlyMemory<byte> rest = _sent; rest.Length > 0;)
        {
            rest = rest[await _local.Client.SendAsync(rest)..];
        }

        await reading;
    }

    private async Task ReadFromPodAsync()
    {
        for (var rest = _received.AsMemory(); rest.Length > 0;)
        {
            rest = rest[await _pod.ReadAsync(rest, CancellationToken.None)..];
        }
    }
}
