using System.Net.Sockets;

namespace DevLoop.Testing.Wires;

/// <summary>A connection that works until so many bytes were read from it, or written to it, and then fails in one way.</summary>
/// <param name="inner">The connection, which is disposed with this one.</param>
/// <param name="fault">What goes wrong.</param>
/// <param name="readsLeft">Bytes that are read well; null for a reading side without fault.</param>
/// <param name="writesLeft">Bytes that are written well; null for a writing side without fault.</param>
/// <param name="seed">Of the random garbage.</param>
public sealed class FaultyStream(Stream inner, WireFault fault, long? readsLeft, long? writesLeft = null, int seed = 1) : AsyncDuplexStream
{
    private const int DroppedBytes = 13;

    private readonly Random _random = new(seed);
    private readonly CancellationTokenSource _disposed = new();
    private long _readsLeft = readsLeft ?? long.MaxValue;
    private long _writesLeft = writesLeft ?? long.MaxValue;
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _dropped;

    /// <summary>Completes when the fault begins to show.</summary>
    public Task Reached => _reached.Task;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_readsLeft > 0)
        {
            var read = await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _readsLeft)], cancellationToken);
            _readsLeft -= read;
            return read;
        }

        _reached.TrySetResult();
        switch (fault)
        {
            case WireFault.Truncate:
                return 0;
            case WireFault.Reset:
                throw Broken();
            case WireFault.Stall:
                return await StallAsync(cancellationToken);
            case WireFault.Drop when !_dropped:
                _dropped = true;
                _ = await inner.ReadAtLeastAsync(new byte[DroppedBytes], DroppedBytes, throwOnEndOfStream: false, cancellationToken);
                return await inner.ReadAsync(buffer, cancellationToken);
            case WireFault.Garbage:
                var count = await inner.ReadAsync(buffer, cancellationToken);
                _random.NextBytes(buffer.Span[..count]);
                return count;
            default:
                return await inner.ReadAsync(buffer, cancellationToken);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var good = buffer[..(int)Math.Min(buffer.Length, _writesLeft)];
        var bad = buffer[good.Length..];
        _writesLeft -= good.Length;
        await inner.WriteAsync(good, cancellationToken);
        if (bad.IsEmpty)
        {
            return;
        }

        _reached.TrySetResult();
        switch (fault)
        {
            case WireFault.Reset:
                throw Broken();
            case WireFault.Stall:
                await StallAsync(cancellationToken);
                break;
            case WireFault.Garbage:
                var garbage = new byte[bad.Length];
                _random.NextBytes(garbage);
                await inner.WriteAsync(garbage, cancellationToken);
                break;
            case WireFault.Drop:
                _writesLeft = long.MaxValue;
                await inner.WriteAsync(bad[Math.Min(bad.Length, DroppedBytes)..], cancellationToken);
                break;
            default:
                // What is written into a connection that the other side closed goes nowhere.
                break;
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _disposed.Cancel();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private static IOException Broken() => new("The connection was reset.", new SocketException((int)SocketError.ConnectionReset));

    private async Task<int> StallAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposed.Token);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, either.Token);
        return 0;
    }
}
