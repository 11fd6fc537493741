using System.Collections.Concurrent;
using System.Net.Sockets;

namespace DevLoop.Kubernetes.Tests.Scripted;

/// <summary>An HTTP proxy whose every CONNECT ends at one local port.</summary>
internal sealed class ConnectProxy : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _targets = new();
    private readonly ScriptedServer _server;

    public ConnectProxy(int port) => _server = new ScriptedServer(async x =>
    {
        _targets.Enqueue(x.Request.Target);
        x.IsOver = true;
        using var onward = new TcpClient();
        await onward.ConnectAsync("127.0.0.1", port, x.Stopped);
        await x.WriteAsync("HTTP/1.1 200 Connected\r\n\r\n");
        await Task.WhenAny(x.Stream.CopyToAsync(onward.GetStream(), x.Stopped), onward.GetStream().CopyToAsync(x.Stream, x.Stopped));
    });

    public int Port => _server.Port;

    public IReadOnlyCollection<string> Targets => _targets;

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
