using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace DevLoop.Sandbox.Networking;

/// <summary>
/// The pods' network: gives every pod an address of its own in 127.64.0.0/10 and answers where a pod's port can be dialled.
/// </summary>
/// <remarks>
/// Linux routes the whole of 127/8 to the loopback device, so a pod listens on its own address there. Where only 127.0.0.1
/// exists (macOS), or where something outside the sandbox holds the port on every address, the pod listens on a free port
/// and the map is the only way to it. Code that reaches for a pod therefore always asks <see cref="Resolve"/>.
/// </remarks>
internal sealed class PodNetwork(bool hasOwnAddresses)
{
    private const uint FirstAddress = 0x7F40_0001; // 127.64.0.1
    private const uint LastAddress = 0x7F7F_FFFE; // 127.127.255.254

    /// <summary>Bound over UDP for as long as a pod has the address, so that two sandboxes on one machine never share one.</summary>
    private const int ClaimPort = 47_113;

    /// <summary>How many taken addresses in a row are stepped over before the network gives up.</summary>
    private const int MaxSteps = 65_536;

    private readonly ConcurrentDictionary<(IPAddress Address, int Port), IPEndPoint> _listening = new();
    private readonly Lock _gate = new();
    private readonly HashSet<uint> _held = [];
    private uint _next = FirstAddress;

    /// <summary>Whether pods listen on the address their status shows, so that the machine can dial it directly.</summary>
    public bool HasOwnAddresses => hasOwnAddresses;

    /// <summary>A network with own addresses where the system routes all of 127/8, with a port map elsewhere.</summary>
    public static PodNetwork Detect() => new(CanBind(ToAddress(LastAddress)));

    /// <summary>Takes the next free address. Addresses come back only after the whole range was handed out once.</summary>
    /// <exception cref="InvalidOperationException">65,536 addresses in a row are taken by others.</exception>
    /// <exception cref="SocketException">The process can open no more sockets.</exception>
    public PodAddress Allocate()
    {
        for (var step = 0; step < MaxSteps; step++)
        {
            var number = TakeNumber();
            var address = ToAddress(number);
            if (!hasOwnAddresses)
            {
                return new PodAddress(this, address, claim: null);
            }

            Socket? claim = null;
            try
            {
                claim = TryClaim(address);
            }
            finally
            {
                if (claim is null)
                {
                    GiveBack(number);
                }
            }

            if (claim is not null)
            {
                return new PodAddress(this, address, claim);
            }
        }

        throw new InvalidOperationException(
            $"No pod address is free: UDP port {ClaimPort} is taken on {MaxSteps} addresses of 127.64.0.0/10 in a row. Close the program that holds it on every address.");
    }

    /// <summary>Where to dial for a port of a pod, or null when nothing listens there.</summary>
    public IPEndPoint? Resolve(IPAddress podAddress, int containerPort) => _listening.GetValueOrDefault((podAddress, containerPort));

    /// <summary>Whether an address is one that pods get, used or not.</summary>
    public static bool IsPodAddress(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork && ToNumber(address) is >= FirstAddress and <= LastAddress;

    /// <exception cref="SocketException">Another container of the pod listens on the port (<see cref="SocketError.AddressAlreadyInUse"/>).</exception>
    internal PodListener Listen(IPAddress podAddress, int containerPort)
    {
        var key = (podAddress, containerPort);
        var socket = Bind(podAddress, containerPort);
        try
        {
            socket.Listen();
            if (!_listening.TryAdd(key, (IPEndPoint)socket.LocalEndPoint!))
            {
                throw new SocketException((int)SocketError.AddressAlreadyInUse);
            }

            return new PodListener(socket, () => _listening.TryRemove(key, out _));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    internal void Release(IPAddress address) => GiveBack(ToNumber(address));

    private Socket Bind(IPAddress podAddress, int containerPort)
    {
        if (!hasOwnAddresses)
        {
            return Bound(new IPEndPoint(IPAddress.Loopback, 0));
        }

        try
        {
            return Bound(new IPEndPoint(podAddress, containerPort));
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            // The developer's own server on 0.0.0.0, or a system port: the pod is reached through the map instead.
            return Bound(new IPEndPoint(podAddress, 0));
        }
    }

    private static Socket Bound(IPEndPoint endPoint)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endPoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private uint TakeNumber()
    {
        lock (_gate)
        {
            while (true)
            {
                var number = _next;
                _next = number == LastAddress ? FirstAddress : number + 1;
                // x.x.x.0 and x.x.x.255 are skipped: valid here, but people take them for a network's own addresses.
                if ((number & 0xFF) is not (0 or 0xFF) && _held.Add(number))
                {
                    return number;
                }
            }
        }
    }

    private void GiveBack(uint number)
    {
        lock (_gate)
        {
            _held.Remove(number);
        }
    }

    private static Socket? TryClaim(IPAddress address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.ExclusiveAddressUse = true;
            socket.Bind(new IPEndPoint(address, ClaimPort));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    private static bool CanBind(IPAddress address)
    {
        try
        {
            Bound(new IPEndPoint(address, 0)).Dispose();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static IPAddress ToAddress(uint number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes);
    }

    private static uint ToNumber(IPAddress address) => BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
}
