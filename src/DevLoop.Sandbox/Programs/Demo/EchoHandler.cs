using System.Net.Sockets;
using DevLoop.PortForward.Relaying;
using DevLoop.Sandbox.Networking;

namespace DevLoop.Sandbox.Programs.Demo;

/// <summary>Sends back what it receives until the end of file, then ends its own side.</summary>
internal sealed class EchoHandler : IConnectionHandler
{
    public async Task ServeAsync(Socket socket, CancellationToken terminate, CancellationToken abort)
    {
        using var owned = socket;
        await BufferedCopy.RunAsync(
            buffer => socket.ReceiveAsync(buffer, abort),
            bytes => socket.SendAllAsync(bytes, abort));
        socket.Shutdown(SocketShutdown.Send);
    }
}
