using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace DevLoop.Kubernetes.Api;

/// <summary>Cuts a stream into lines, none longer than a limit.</summary>
internal static class LineReader
{
    /// <summary>The lines without their ends; empty ones are left out. A line is only valid until the next one is asked for.</summary>
    /// <exception cref="BodyTooLargeException">A line is longer than <paramref name="maxBytes"/>.</exception>
    public static async IAsyncEnumerable<ReadOnlySequence<byte>> ReadAsync(
        Stream stream, int maxBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024, leaveOpen: true));
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(cancellationToken);
                var rest = result.Buffer;
                try
                {
                    while (rest.PositionOf((byte)'\n') is { } end)
                    {
                        var line = rest.Slice(0, end);
                        rest = rest.Slice(rest.GetPosition(1, end));
                        if (line.Length > 0)
                        {
                            yield return Checked(line, maxBytes);
                        }
                    }

                    Checked(rest, maxBytes);
                    if (result.IsCompleted && rest.Length > 0)
                    {
                        yield return rest;
                        rest = rest.Slice(rest.End);
                    }
                }
                finally
                {
                    reader.AdvanceTo(rest.Start, rest.End);
                }

                if (result.IsCompleted)
                {
                    yield break;
                }
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static ReadOnlySequence<byte> Checked(ReadOnlySequence<byte> line, int maxBytes) =>
        line.Length <= maxBytes ? line : throw new BodyTooLargeException(maxBytes);
}
