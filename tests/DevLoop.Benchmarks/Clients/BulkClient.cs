using System.Globalization;
using System.Net;
using System.Text;

namespace DevLoop.Benchmarks.Clients;

/// <summary>Moves many bytes through one connection.</summary>
internal static class BulkClient
{
    private const int BufferSize = 256 * 1024;

    /// <summary>
    /// The request for as many bytes. Not the source port, whose bytes have no end: after a download that its client breaks off, kubectl
    /// goes on receiving, and whatever is measured next is measured beside that.
    /// </summary>
    public static byte[] Request(long bytes) => Encoding.ASCII.GetBytes($"GET /bytes?n={bytes} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n");

    /// <summary>Reads as many bytes from the HTTP port, and throws them away.</summary>
    public static void Download(IPEndPoint http, long bytes)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
        using var connection = new Connection(http);
        connection.SendAll(Request(bytes));

        // The headers count too: they are no more than a few hundred bytes, and the end of file tells the end.
        var received = 0L;
        while (connection.ReceiveSome(buffer) is > 0 and var read)
        {
            received += read;
        }

        if (received < bytes)
        {
            throw new BenchException($"A download of {bytes} bytes ended after {received}.");
        }
    }

    /// <summary>Writes as many bytes to the sink port, and waits until the pod says that it has them.</summary>
    /// <exception cref="BenchException">It counted others.</exception>
    public static void Upload(IPEndPoint sink, long bytes)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
        using var connection = new Connection(sink);
        for (var left = bytes; left > 0; left -= buffer.Length)
        {
            connection.SendAll(buffer.AsSpan(0, (int)Math.Min(left, buffer.Length)));
        }

        connection.Finish();
        var answer = new StringBuilder();
        Span<byte> character = stackalloc byte[1];
        while (character[0] != (byte)'\n')
        {
            connection.ReceiveAll(character);
            answer.Append((char)character[0]);
        }

        if (long.Parse(answer.ToString(), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) is var counted && counted != bytes)
        {
            throw new BenchException($"The pod counted {counted} bytes of {bytes}.");
        }
    }
}
