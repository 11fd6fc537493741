using System.Security.Cryptography;
using System.Text;
using DevLoop.PortForward;

namespace DevLoop.Testing.Contracts;

/// <summary>What tests say to a forwarded stream, and wait for, with a limit on every wait.</summary>
public static class ForwardedStreamTalk
{
    private const int ChunkSize = 64 * 1024;

    public static async Task WriteTextAsync(this ForwardedStream stream, string text) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), default).AsTask().Within("room to write");

    public static async Task EndWritesAsync(this ForwardedStream stream) =>
        await stream.CompleteWritesAsync(default).AsTask().Within("end of the writes");

    public static async Task<int> ReadSomeAsync(this ForwardedStream stream, Memory<byte> buffer) =>
        await stream.ReadAsync(buffer, default).AsTask().Within("bytes or end of file");

    public static async Task<string> ReadTextAsync(this ForwardedStream stream, int length)
    {
        var bytes = new byte[length];
        await stream.ReadFullyAsync(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    public static async Task<string> ReadTextToEndAsync(this ForwardedStream stream) => Encoding.UTF8.GetString(await stream.ReadToEndAsync());

    public static async Task<byte[]> ReadToEndAsync(this ForwardedStream stream)
    {
        using var all = new MemoryStream();
        var buffer = new byte[ChunkSize];
        while (await stream.ReadSomeAsync(buffer) is > 0 and var read)
        {
            all.Write(buffer, 0, read);
        }

        return all.ToArray();
    }

    /// <summary>Fills the buffer.</summary>
    /// <exception cref="EndOfStreamException">The pod ended its side before.</exception>
    public static async Task ReadFullyAsync(this ForwardedStream stream, Memory<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var read = await stream.ReadSomeAsync(buffer);
            buffer = read > 0 ? buffer[read..] : throw new EndOfStreamException($"The pod ended its side with {buffer.Length} bytes still to come.");
        }
    }

    /// <summary>Reads until the pod ends its side or the connection fails; the failure, or null.</summary>
    public static async Task<PortForwardException?> ReadToItsEndAsync(this ForwardedStream stream)
    {
        var buffer = new byte[ChunkSize];
        try
        {
            while (await stream.ReadSomeAsync(buffer) > 0)
            {
            }

            return null;
        }
        catch (PortForwardException e)
        {
            return e;
        }
    }

    /// <summary>Sends that many random bytes, from a seed, and gives their SHA-256.</summary>
    public static async Task<string> WriteRandomAsync(this ForwardedStream stream, long count, int seed)
    {
        var random = new Random(seed);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = new byte[ChunkSize];
        for (var left = count; left > 0;)
        {
            var part = chunk.AsMemory(0, (int)Math.Min(left, chunk.Length));
            random.NextBytes(part.Span);
            hash.AppendData(part.Span);
            await stream.WriteAsync(part, default).AsTask().Within("room to write");
            left -= part.Length;
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>Reads that many bytes, and gives their SHA-256.</summary>
    public static async Task<string> ReadHashAsync(this ForwardedStream stream, long count)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = new byte[ChunkSize];
        for (var left = count; left > 0;)
        {
            var part = chunk.AsMemory(0, (int)Math.Min(left, chunk.Length));
            await stream.ReadFullyAsync(part);
            hash.AppendData(part.Span);
            left -= part.Length;
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>Reads that many bytes of the source, and gives the place of the first wrong one, or -1.</summary>
    public static async Task<long> ReadPatternAsync(this ForwardedStream stream, long offset, long count, int chunkSize = ChunkSize)
    {
        var chunk = new byte[chunkSize];
        for (var position = offset; position < offset + count;)
        {
            var part = chunk.AsMemory(0, (int)Math.Min(offset + count - position, chunk.Length));
            await stream.ReadFullyAsync(part);
            if (DemoPorts.FirstDifference(part.Span, position) is >= 0 and var wrong)
            {
                return position + wrong;
            }

            position += part.Length;
        }

        return -1;
    }
}
