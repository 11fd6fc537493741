using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using DevLoop.Sandbox.Networking;

namespace DevLoop.Sandbox.Programs.Demo;

/// <summary>Swallows what it receives and, at the end of file, answers how many bytes that were: decimal digits and a line feed.</summary>
internal sealed class SinkHandler : IConnectionHandler
{
    private const int BufferSize = 64 * 1024;

    public async Task ServeAsync(Socket socket, CancellationToken terminate, CancellationToken abort)
    {
        using var owned = socket;
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var count = 0L;
            int read;
            while ((read = await socket.ReceiveAsync(buffer.AsMemory(), abort)) > 0)
            {
                count += read;
            }

            await socket.SendAllAsync(Encoding.ASCII.GetBytes(count.ToString(CultureInfo.InvariantCulture) + "\n"), abort);
            socket.Shutdown(SocketShutdown.Send);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
