using System.Net;
using System.Net.Sockets;

namespace DevLoop.EndToEnd.Tests.Network;

/// <summary>Passes the connections that arrive at the far end of a cable on to a server of this machine.</summary>
internal sealed class FarServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _listener;
    private readonly EndPoint _server;
    private readonly Task _work;

    /// <summary>Begins to listen.</summary>
    public FarServer(Cable cable, EndPoint server)
    {
        _listener = cable.Listen();
        _server = server;
        _work = AcceptAsync();
    }

    public EndPoint Address => _listener.LocalEndPoint!;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _work;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(PassOnAsync(await _listener.AcceptAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task PassOnAsync(Socket near)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (near)
        {
            try
            {
                await far.ConnectAsync(_server, _stop.Token);
                await using var a = new NetworkStream(near);
                await using var b = new NetworkStream(far);
                await await Task.WhenAny(a.CopyToAsync(b, _stop.Token), b.CopyToAsync(a, _stop.Token));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // One of the two ends is gone, and with it the connection.
            }
        }
    }
}
