using System.Buffers;
using System.Net.Sockets;
using DevLoop.Sandbox.Networking;

namespace DevLoop.Sandbox.Programs.Demo;

/// <summary>Sends back what it receives until the end of file, then ends its own side.</summary>
internal sealed class EchoHandler : IConnectionHandler
{
    private const int BufferSize = 64 * 1024;

    public async Task ServeAsync(Socket socket, CancellationToken terminate, CancellationToken abort)
    {
        using var owned = socket;
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int read;
            while ((read = await socket.ReceiveAsync(buffer.AsMemory(), abort)) > 0)
            {
                await socket.SendAllAsync(buffer.AsMemory(0, read), abort);
            }

            socket.Shutdown(SocketShutdown.Send);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
