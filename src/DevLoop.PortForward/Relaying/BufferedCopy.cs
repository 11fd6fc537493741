using System.Buffers;

namespace DevLoop.PortForward.Relaying;

/// <summary>One direction of a connection: bytes are read and passed on until the end of file.</summary>
public static class BufferedCopy
{
    /// <summary>How many bytes are read at a time when <see cref="RunAsync"/> is not told otherwise: 64 KiB.</summary>
    public const int DefaultBufferSize = 64 * 1024;

    /// <summary>
    /// Copies until the end of file. Most connections wait most of the time, so a buffer is only held while bytes pass:
    /// <paramref name="read"/> is first called with an empty one, and waits until there is something to read, the end included.
    /// </summary>
    /// <param name="read">Reads what has come; 0 is the end of file, unless the buffer is empty. What it throws, this throws.</param>
    /// <param name="pass">Passes bytes on. What it throws, this throws.</param>
    /// <param name="bufferSize">How many bytes are read at a time.</param>
    public static async Task RunAsync(
        Func<Memory<byte>, ValueTask<int>> read, Func<ReadOnlyMemory<byte>, ValueTask> pass, int bufferSize = DefaultBufferSize)
    {
        do
        {
            await read(Memory<byte>.Empty).ConfigureAwait(false);
        }
        while (await PassOneAsync(read, pass, bufferSize).ConfigureAwait(false));
    }

    /// <summary>False at the end of file.</summary>
    private static async ValueTask<bool> PassOneAsync(
        Func<Memory<byte>, ValueTask<int>> read, Func<ReadOnlyMemory<byte>, ValueTask> pass, int bufferSize)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(bufferSize);
        try
        {
            var count = await read(buffer).ConfigureAwait(false);
            if (count > 0)
            {
                await pass(buffer.AsMemory(0, count)).ConfigureAwait(false);
            }

            return count > 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
