using System.Net;
using System.Net.Sockets;

namespace DevLoop.Benchmarks.Clients;

/// <summary>
/// One connection of a measuring client: a blocking socket, which in .NET is a system call for each operation and nothing else, with a
/// deadline on each of them.
/// </summary>
internal sealed class Connection : IDisposable
{
    private const int TimeoutMilliseconds = 30_000;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
        ReceiveTimeout = TimeoutMilliseconds,
        SendTimeout = TimeoutMilliseconds,
    };

    public Connection(IPEndPoint endpoint)
    {
        try
        {
            _socket.Connect(endpoint);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <exception cref="BenchException">The connection ends before the buffer is full.</exception>
    public void ReceiveAll(Span<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            buffer = buffer[(ReceiveSome(buffer) is > 0 and var read ? read : throw new BenchException("A connection ended too early."))..];
        }
    }

    /// <summary>What is there, or comes next; 0 for the end of file.</summary>
    public int ReceiveSome(Span<byte> buffer) => _socket.Receive(buffer);

    public void SendAll(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[_socket.Send(bytes)..];
        }
    }

    /// <summary>Sends the end of file.</summary>
    public void Finish() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => _socket.Dispose();
}
