using System.Net;
using System.Net.Sockets;
using DevLoop.Forwarding.Configuration;

namespace DevLoop.Forwarding.LocalPorts;

/// <summary>The local end of a forward: one port, bound on every address that was asked for.</summary>
internal sealed class LocalListener : IDisposable
{
    private const int Backlog = 512;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly IReadOnlyList<Socket> _sockets;
    private volatile bool _isClosed;

    private LocalListener(IReadOnlyList<Socket> sockets, IReadOnlyList<LocalPortException> passedOver)
    {
        _sockets = sockets;
        EndPoints = [.. sockets.Select(s => (IPEndPoint)s.LocalEndPoint!)];
        PassedOver = passedOver;
    }

    /// <summary>What is bound, at least one.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints { get; }

    /// <summary>The port, the same on every address.</summary>
    public int Port => EndPoints[0].Port;

    /// <summary>Whether it was disposed, and the port is free for others.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Why other addresses are not bound. That this machine does not have one of them is not among it.</summary>
    public IReadOnlyList<LocalPortException> PassedOver { get; }

    /// <summary>
    /// Binds one port, 0 for any free one, and listens. An address that fails is passed over as long as another one of the same
    /// entry can be bound, as kubectl does.
    /// </summary>
    /// <exception cref="LocalPortException">None of the addresses could be bound.</exception>
    public static LocalListener Bind(PortForwardEntry entry, int port)
    {
        var sockets = new List<Socket>();
        var failures = new List<LocalPortException>();
        foreach (var address in entry.Address.Addresses)
        {
            var endPoint = new IPEndPoint(address, port);
            try
            {
                var socket = Listen(endPoint);
                sockets.Add(socket);

                // Any free port means the same one on each address.
                port = ((IPEndPoint)socket.LocalEndPoint!).Port;
            }
            catch (SocketException e)
            {
                failures.Add(Explain(e, endPoint, entry));
            }
        }

        return sockets.Count > 0
            ? new LocalListener(sockets, [.. failures.Where(f => f.Error != LocalPortError.NoSuchAddress)])
            : throw failures.Find(f => f.Error != LocalPortError.NoSuchAddress) ?? failures[0];
    }

    /// <summary>
    /// Hands out connections, one task for each socket, until cancelled. Neither of the two that are called may throw.
    /// </summary>
    /// <param name="accepted">Owns what it is given. The next connection of the same address is accepted once it is done.</param>
    /// <param name="failed">
    /// Gets the first of several failures in a row: a client that left at once, or the system gives no more (files, memory). The others
    /// wait in the system's queue meanwhile, up to 512.
    /// </param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task AcceptAsync(Func<Socket, ValueTask> accepted, Action<IPEndPoint, SocketException> failed, TimeProvider time, CancellationToken cancellationToken) =>
        Task.WhenAll(_sockets.Select((s, i) => AcceptAsync(s, accepted, e => failed(EndPoints[i], e), time, cancellationToken)));

    public void Dispose()
    {
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }

        _isClosed = true;
    }

    private static async Task AcceptAsync(
        Socket listener, Func<Socket, ValueTask> accepted, Action<SocketException> failed, TimeProvider time, CancellationToken cancellationToken)
    {
        var failing = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await accepted(await listener.AcceptAsync(cancellationToken));
                failing = false;
            }
            catch (SocketException e)
            {
                // The listener itself is fine.
                if (!failing)
                {
                    failed(e);
                }

                failing = true;
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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

            if (OperatingSystem.IsWindows())
            {
                // Else Windows lets 127.0.0.1:8080 be bound although another program has 0.0.0.0:8080.
                socket.ExclusiveAddressUse = true;
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

    private static LocalPortException Explain(SocketException e, IPEndPoint endPoint, PortForwardEntry entry) => e.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse when endPoint.Port == 0 => new LocalPortException(
            LocalPortError.Taken, $"No local port is free on {endPoint.Address}: end a program that holds many of them.", e),
        SocketError.AddressAlreadyInUse => new LocalPortException(
            LocalPortError.Taken,
            $"Local port {endPoint} {new UnavailablePort(endPoint.Port, LocalPortError.Taken).Problem}: "
            + $"stop it, or give another local port, such as :{entry.Port} for any free one.",
            e),
        SocketError.AccessDenied => new LocalPortException(
            LocalPortError.NotPermitted,
            $"Local port {endPoint} {new UnavailablePort(endPoint.Port, LocalPortError.NotPermitted).Problem}: "
            + $"give another one, such as {8000 + (endPoint.Port % 1000)}:{entry.Port}.",
            e),
        SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported => new LocalPortException(
            LocalPortError.NoSuchAddress, $"This machine has no address {endPoint.Address} to listen on: give one that it has, or localhost.", e),
        _ => new LocalPortException(LocalPortError.Other, $"Local port {endPoint} cannot be bound: {e.Message}.", e),
    };
}
