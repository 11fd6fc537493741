using System.Globalization;
using System.Net;
using System.Text;

namespace DevLoop.Benchmarks.Clients;

/// <summary>Moves many bytes through one connection.</summary>
internal static class BulkClient
{
    private const int BufferSize = 256 * 1024;

    /// <summary>Reads as many bytes from the source port, and throws them away.</summary>
    public static void Download(IPEndPoint source, long bytes)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
        using var connection = new Connection(source);
        while (bytes > 0)
        {
            bytes -= connection.ReceiveSome(buffer);
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
