using System.Net;
using System.Net.Sockets;
using DevLoop.Forwarding.Configuration;

namespace DevLoop.Forwarding.Forwarders;

/// <summary>The local end of a forward: one port, bound on every address that was asked for.</summary>
internal sealed class LocalListener : IDisposable
{
    private const int Backlog = 512;

    private readonly IReadOnlyList<Socket> _sockets;

    private LocalListener(IReadOnlyList<Socket> sockets)
    {
        _sockets = sockets;
        EndPoints = [.. sockets.Select(s => (IPEndPoint)s.LocalEndPoint!)];
    }

    /// <summary>What is bound, at least one.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints { get; }

    /// <summary>Binds and listens. An address that fails is passed over as long as another one of the same entry can be bound, as kubectl does.</summary>
    /// <exception cref="LocalPortException">None of the addresses could be bound.</exception>
    public static LocalListener Bind(ListenAddress address, int port)
    {
        var sockets = new List<Socket>();
        LocalPortException? failure = null;
        foreach (var ip in address.Addresses)
        {
            try
            {
                var socket = Listen(new IPEndPoint(ip, port));
                sockets.Add(socket);

                // Any free port means the same one on each address.
                port = ((IPEndPoint)socket.LocalEndPoint!).Port;
            }
            catch (SocketException e)
            {
                failure ??= Explain(e, ip, port);
            }
        }

        return sockets.Count > 0 ? new LocalListener(sockets) : throw failure!;
    }

    /// <summary>Hands out connections, one task for each socket, until cancelled.</summary>
    public Task AcceptAsync(Action<Socket> accepted, TimeProvider time, CancellationToken cancellationToken) =>
        Task.WhenAll(_sockets.Select(s => AcceptAsync(s, accepted, time, cancellationToken)));

    public void Dispose()
    {
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }
    }

    private static async Task AcceptAsync(Socket listener, Action<Socket> accepted, TimeProvider time, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var connection = await listener.AcceptAsync(cancellationToken);
                connection.NoDelay = true;
                accepted(connection);
            }
            catch (SocketException)
            {
                // One client that left at once, or no file descriptor left: the listener itself is fine.
                await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static Socket Listen(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = false;
            }

            socket.Bind(endPoint);
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static LocalPortException Explain(SocketException e, IPAddress address, int port)
    {
        var endPoint = new IPEndPoint(address, port);
        return e.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => new LocalPortException(
                LocalPortError.Taken, $"Local port {endPoint} is taken by another program: stop it, or give another local port, such as :{port} for any free one.", e),
            SocketError.AccessDenied => new LocalPortException(
                LocalPortError.NotPermitted, $"Local port {endPoint} is a system port that this user may not bind: give one above 1023, such as {port + 8000}:{port}.", e),
            SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported => new LocalPortException(
                LocalPortError.NoSuchAddress, $"This machine has no address {address} to listen on: give one that it has, or localhost.", e),
            _ => new LocalPortException(LocalPortError.Other, $"Local port {endPoint} cannot be bound: {e.Message}.", e),
        };
    }
}
