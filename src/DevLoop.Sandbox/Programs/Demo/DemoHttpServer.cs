using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DevLoop.Sandbox.Programs.Demo;

/// <summary>
/// The one Kestrel that speaks HTTP for every demo container. Containers accept on their own addresses and hand the
/// connections in, so that a container costs a socket instead of a server.
/// </summary>
internal sealed class DemoHttpServer : IAsyncDisposable, IHttpApplication<HttpContext>
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly HttpConnectionQueue _queue = new();
    private readonly KestrelServer _server;
    private readonly TimeProvider _time;

    private DemoHttpServer(ILoggerFactory loggers, TimeProvider time)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        // A reader that stalls is what port-forward tests are about; it is not an attack here.
        options.Limits.MinResponseDataRate = null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Listen(_queue.EndPoint, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(CloseWhenAskedTo);
        });
        _time = time;
        _server = new KestrelServer(Options.Create(options), _queue, loggers);
    }

    public static async Task<DemoHttpServer> StartAsync(ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        var server = new DemoHttpServer(loggers, time);
        await server._server.StartAsync(server, cancellationToken);
        return server;
    }

    /// <summary>Hands a connection to the server, which disposes it at its end.</summary>
    /// <exception cref="SocketException">The server has stopped.</exception>
    public async Task ServeAsync(HttpConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.EnqueueAsync(connection, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new SocketException((int)SocketError.Shutdown);
        }
    }

    HttpContext IHttpApplication<HttpContext>.CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    Task IHttpApplication<HttpContext>.ProcessRequestAsync(HttpContext context) =>
        context.Features.GetRequiredFeature<DemoSite>().AnswerAsync(context);

    void IHttpApplication<HttpContext>.DisposeContext(HttpContext context, Exception? exception)
    {
        // Nothing of a request outlives it.
    }

    /// <summary>Lets a container that terminates finish the requests it is in and close the connections that idle.</summary>
    private static ConnectionDelegate CloseWhenAskedTo(ConnectionDelegate next) => async connection =>
    {
        var lifetime = connection.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>();
        await using var closing = ((HttpConnection)connection).Terminate.UnsafeRegister(
            static state => ((IConnectionLifetimeNotificationFeature)state!).RequestClose(), lifetime);
        await next(connection);
    };

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit, _time);
        await _server.StopAsync(limit.Token);
        _server.Dispose();
    }
}
