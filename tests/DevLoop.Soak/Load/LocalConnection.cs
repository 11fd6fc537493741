using System.Net;
using System.Net.Sockets;

namespace DevLoop.Soak.Load;

/// <summary>A client's connection to a local port of devloop.</summary>
internal sealed class LocalConnection : IDisposable
{
    /// <summary>Small, so that a client which does not read is felt at the other end.</summary>
    private const int ReceiveBufferSize = 64 * 1024;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = ReceiveBufferSize };
    private readonly long _began = TimeProvider.System.GetTimestamp();

    /// <summary>How long after the beginning the first byte came; null until it has.</summary>
    public TimeSpan? FirstByte { get; private set; }

    public long Received { get; private set; }

    public long Sent { get; private set; }

    public async Task ConnectAsync(int port, CancellationToken cancellationToken) =>
        await _socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);

    /// <exception cref="SocketException">It was reset.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            var sent = await _socket.SendAsync(bytes, cancellationToken);
            bytes = bytes[sent..];
            Sent += sent;
        }
    }

    /// <returns>How many bytes came; 0 at the end of file.</returns>
    /// <exception cref="SocketException">It was reset.</exception>
    public async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var read = await _socket.ReceiveAsync(buffer, cancellationToken);
        if (read > 0)
        {
            FirstByte ??= TimeProvider.System.GetElapsedTime(_began);
            Received += read;
        }

        return read;
    }

    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Lets <see cref="Dispose"/> end the connection by a reset.</summary>
    public void ResetAtEnd() => _socket.LingerState = new LingerOption(true, 0);

    public void Dispose() => _socket.Dispose();
}
