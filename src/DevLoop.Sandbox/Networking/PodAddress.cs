using System.Net;
using System.Net.Sockets;

namespace DevLoop.Sandbox.Networking;

/// <summary>One pod's address, and what its containers listen through. Disposing gives the address back to the network.</summary>
internal sealed class PodAddress : IDisposable
{
    private readonly PodNetwork _network;
    private readonly Socket? _claim;

    internal PodAddress(PodNetwork network, IPAddress address, Socket? claim)
    {
        _network = network;
        _claim = claim;
        Address = address;
    }

    /// <summary>The address that the pod's status shows.</summary>
    public IPAddress Address { get; }

    /// <summary>Listens on a container port. All containers of a pod share its ports, as they share a network namespace.</summary>
    /// <exception cref="SocketException">Another container of this pod listens on the port.</exception>
    public PodListener Listen(int containerPort) => _network.Listen(Address, containerPort);

    /// <summary>Where to dial for a port of this pod, or null when nothing listens there.</summary>
    public IPEndPoint? Resolve(int containerPort) => _network.Resolve(Address, containerPort);

    public void Dispose()
    {
        _claim?.Dispose();
        _network.Release(Address);
    }
}
