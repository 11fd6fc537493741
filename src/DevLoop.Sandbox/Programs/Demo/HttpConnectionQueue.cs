using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace DevLoop.Sandbox.Programs.Demo;

/// <summary>The "listener" of the shared HTTP server: connections that the containers' own listeners accepted.</summary>
internal sealed class HttpConnectionQueue : IConnectionListenerFactory, IConnectionListener
{
    private const int Capacity = 256;

    private readonly Channel<HttpConnection> _accepted = Channel.CreateBounded<HttpConnection>(Capacity);

    public EndPoint EndPoint { get; } = new DnsEndPoint("pods", 0);

    public ValueTask EnqueueAsync(HttpConnection connection, CancellationToken cancellationToken) =>
        _accepted.Writer.WriteAsync(connection, cancellationToken);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(this);

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _accepted.Reader.WaitToReadAsync(cancellationToken) && _accepted.Reader.TryRead(out var connection) ? connection : null;

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _accepted.Writer.TryComplete();
        while (_accepted.Reader.TryRead(out var connection))
        {
            await connection.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => UnbindAsync();
}
