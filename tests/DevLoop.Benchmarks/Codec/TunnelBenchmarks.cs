using BenchmarkDotNet.Attributes;
using DevLoop.PortForward.Tunneling;
using DevLoop.Testing.Wires;

namespace DevLoop.Benchmarks.Codec;

/// <summary>The WebSocket tunnel in memory: a message written at one end and read at the other.</summary>
public class TunnelBenchmarks
{
    private const int Message = 64 * 1024;

    private readonly byte[] _written = new byte[Message];
    private readonly byte[] _read = new byte[Message];
    private WebSocketTunnelStream _client = null!;
    private WebSocketTunnelStream _server = null!;

    [GlobalSetup]
    public void Open()
    {
        var (a, b) = DuplexStream.CreatePair();
        _client = WebSocketTunnelStream.OverClient(a, TimeProvider.System);
        _server = WebSocketTunnelStream.OverServer(b, TimeProvider.System);
    }

    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    /// <summary>From the client, which masks.</summary>
    [Benchmark]
    public Task Upload() => PassAsync(_client, _server);

    /// <summary>From the server, which does not.</summary>
    [Benchmark]
    public Task Download() => PassAsync(_server, _client);

    private async Task PassAsync(WebSocketTunnelStream from, WebSocketTunnelStream to)
    {
        var writing = from.WriteAsync(_written);
        await to.ReadExactlyAsync(_read);
        await writing;
    }
}
