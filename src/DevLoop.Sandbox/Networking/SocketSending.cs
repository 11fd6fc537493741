using System.Net.Sockets;

namespace DevLoop.Sandbox.Networking;

internal static class SocketSending
{
    /// <summary>Sends all bytes; one send call of the system may take only a part of them.</summary>
    public static async ValueTask SendAllAsync(this Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, cancellationToken)..];
        }
    }
}
