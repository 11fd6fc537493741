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
        do
        {
            // Who waits for bytes waits without memory for them: a test may leave a thousand connections open.
            await socket.ReceiveAsync(Memory<byte>.Empty, abort);
        }
        while (await EchoAsync(socket, abort));

        socket.Shutdown(SocketShutdown.Send);
    }

    private static async ValueTask<bool> EchoAsync(Socket socket, CancellationToken abort)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(), abort);
            await socket.SendAllAsync(buffer.AsMemory(0, read), abort);
            return read > 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
