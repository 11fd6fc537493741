using System.Net;
using System.Net.Sockets;

namespace DevLoop.Testing.Wires;

/// <summary>Both ends of a TCP connection on the loopback interface.</summary>
public sealed class LoopbackPair : IDisposable
{
    private LoopbackPair(Socket client, Socket accepted)
    {
        Client = client;
        Accepted = accepted;
    }

    /// <summary>The end that connected.</summary>
    public Socket Client { get; }

    /// <summary>The end that a listener accepted.</summary>
    public Socket Accepted { get; }

    public static async Task<LoopbackPair> ConnectAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(listener.LocalEndPoint!).Within("connection");
        return new LoopbackPair(client, await listener.AcceptAsync().Within("accepted connection"));
    }

    public void Dispose()
    {
        Client.Dispose();
        Accepted.Dispose();
    }
}
