using System.Net;
using System.Net.Sockets;

namespace DevLoop.Forwarding.Configuration.Files;

/// <summary>The addresses of this machine, which may change while it runs.</summary>
public sealed class MachineAddresses : IMachineAddresses
{
    /// <inheritdoc/>
    /// <remarks>Asked by binding any free port: lists of interfaces lack what only routes make local, such as all of 127/8.</remarks>
    public bool Has(IPAddress address)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode is not (SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported);
        }
    }
}
