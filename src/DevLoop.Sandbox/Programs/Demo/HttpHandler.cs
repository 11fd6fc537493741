using System.Net.Sockets;

namespace DevLoop.Sandbox.Programs.Demo;

/// <summary>Hands connections to the HTTP server that all containers share.</summary>
internal sealed class HttpHandler(DemoHttpServer server, DemoSite site) : IConnectionHandler
{
    public async Task ServeAsync(Socket socket, CancellationToken terminate, CancellationToken abort)
    {
        await using var connection = new HttpConnection(socket, site, terminate);
        using var aborting = abort.UnsafeRegister(static state => ((HttpConnection)state!).Abort(), connection);
        await server.ServeAsync(connection, abort);
        await connection.Ended;
    }
}
