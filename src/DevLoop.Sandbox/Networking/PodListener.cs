using System.Net.Sockets;

namespace DevLoop.Sandbox.Networking;

/// <summary>A listening container port. Disposing closes it and takes it off the network's map.</summary>
internal sealed class PodListener(Socket socket, Action removed) : IDisposable
{
    /// <summary>Waits for the next connection; the caller owns the socket it gets.</summary>
    public ValueTask<Socket> AcceptAsync(CancellationToken cancellationToken) => socket.AcceptAsync(cancellationToken);

    public void Dispose()
    {
        removed();
        socket.Dispose();
    }
}
