using System.Net;
using System.Net.Sockets;

namespace DevLoop.Cli.Tests;

/// <summary>An address that stays while the cluster behind it changes.</summary>
internal sealed class LoadBalancer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;
    private CancellationTokenSource _cut = new();
    private Uri _server;

    public LoadBalancer(Uri server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"https://{_listener.LocalEndpoint}");

    /// <summary>Cuts every connection, and leads the next ones to another server.</summary>
    public async Task SwitchAsync(Uri server)
    {
        CancellationTokenSource cut;
        lock (_gate)
        {
            (cut, _cut, _server) = (_cut, new CancellationTokenSource(), server);
        }

        await cut.CancelAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        await SwitchAsync(_server);
        await Task.WhenAll(_connections);
        _listener.Dispose();
        _stop.Dispose();
        _cut.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                lock (_gate)
                {
                    _connections.Add(CarryAsync(client, _server, _cut.Token));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private static async Task CarryAsync(TcpClient client, Uri server, CancellationToken cancellationToken)
    {
        using (client)
        {
            using var upstream = new TcpClient();
            try
            {
                await upstream.ConnectAsync(server.Host, server.Port, cancellationToken);
                await await Task.WhenAny(
                    client.GetStream().CopyToAsync(upstream.GetStream(), cancellationToken),
                    upstream.GetStream().CopyToAsync(client.GetStream(), cancellationToken));
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // Cut, or one of the two has left.
            }
        }
    }
}
