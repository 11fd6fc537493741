using System.Runtime.CompilerServices;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Kubernetes.Api;

/// <summary>A watch that the server has accepted.</summary>
internal sealed class WatchStream<T>(ApiExchange exchange, ApiOperation operation, ConnectionFailure failure, int maxEventBytes) : IDisposable
    where T : class, IResource<T>
{
    /// <summary>The events, until the server ends the watch. To be read once.</summary>
    /// <exception cref="ClusterConnectionException">The connection is lost, the deadline is over, or a line is no event.</exception>
    public async IAsyncEnumerable<WatchEvent<T>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(exchange.Deadline.Token, cancellationToken);
        await using var body = await exchange.Response.Content.ReadAsStreamAsync(either.Token);
        await using var lines = LineReader.ReadAsync(body, maxEventBytes, either.Token).GetAsyncEnumerator(either.Token);
        while (await NextAsync(lines) is { } next)
        {
            yield return next;
        }
    }

    public void Dispose() => exchange.Dispose();

    private async ValueTask<WatchEvent<T>?> NextAsync(IAsyncEnumerator<System.Buffers.ReadOnlySequence<byte>> lines)
    {
        try
        {
            return await lines.MoveNextAsync() ? WatchEventReader.Read<T>(lines.Current, operation) : null;
        }
        catch (Exception e)
        {
            if (failure.Translate(e, exchange.Deadline) is { } translated)
            {
                throw translated;
            }

            throw;
        }
    }
}
