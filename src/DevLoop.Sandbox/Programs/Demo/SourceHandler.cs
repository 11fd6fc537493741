using System.Net.Sockets;

namespace DevLoop.Sandbox.Programs.Demo;

/// <summary>Sends <see cref="BytePattern"/> without end, until the peer closes.</summary>
internal sealed class SourceHandler : IConnectionHandler
{
    public async Task ServeAsync(Socket socket, CancellationToken terminate, CancellationToken abort)
    {
        using var owned = socket;
        for (var offset = 0L; ;)
        {
            offset += await socket.SendAsync(BytePattern.Slice(offset, long.MaxValue), abort);
        }
    }
}
