using DevLoop.Forwarding.Retries;
using DevLoop.PortForward;
using Polly;

namespace DevLoop.Forwarding.Forwarders;

/// <summary>
/// A connection to a pod that outlives its streams until the pod's program can have seen a byte: a stream that fails before is
/// replaced by another one, with all that was written. What the program may have seen is never sent a second time. The reader
/// replaces streams; the writer waits for it.
/// </summary>
/// <param name="first">The first stream, which is disposed of like those that follow.</param>
/// <param name="supply">Who opens the others.</param>
/// <param name="pipeline">A <see cref="ReopenPipeline"/>.</param>
/// <param name="time">The clock.</param>
internal sealed class ReopeningStream(ForwardedStream first, IStreamSupply supply, ResiliencePipeline pipeline, TimeProvider time) : ForwardedStream
{
    /// <summary>How long a write that failed waits for the reader, who learns why it did and whether there is another stream.</summary>
    public static readonly TimeSpan WriterPatience = TimeSpan.FromSeconds(2);

    private readonly ReopeningState _state = new(first);

    /// <summary>Never disposed of: it has no timer, and giving up is allowed at any time.</summary>
    private readonly CancellationTokenSource _stop = new();

    /// <inheritdoc/>
    public override int Port => _state.Stream.Port;

    /// <inheritdoc/>
    public override bool SupportsHalfClose => _state.Stream.SupportsHalfClose;

    /// <inheritdoc/>
    public override Task<string?> Ended => field ??= EndedAsync();

    /// <inheritdoc/>
    public override Task Opened => _state.Opened;

    /// <inheritdoc/>
    /// <exception cref="PortForwardException">The last stream failed, and is not replaced.</exception>
    /// <exception cref="Exception">Another stream could not be opened: whatever <see cref="IStreamSupply.OpenAsync"/> throws.</exception>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        _state.IsSettled ? _state.Stream.ReadAsync(buffer, cancellationToken)
        : buffer.IsEmpty ? WaitFirstAsync(cancellationToken)
        : ReadFirstAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken) =>
        _state.IsSettled ? _state.Stream.WriteAsync(buffer, cancellationToken) : WriteFirstAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask CompleteWritesAsync(CancellationToken cancellationToken)
    {
        var (stream, _) = await _state.EndAsync(cancellationToken);
        await stream.CompleteWritesAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Abort()
    {
        _stop.Cancel();
        _state.Settle();
        _state.Stream.Abort();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        Abort();
        await _state.Stream.DisposeAsync();
    }

    /// <summary>Waits for something to read. A stream that fails meanwhile is left to who reads.</summary>
    private async ValueTask<int> WaitFirstAsync(CancellationToken cancellationToken)
    {
        if (!_state.IsLost)
        {
            try
            {
                await _state.Stream.ReadAsync(Memory<byte>.Empty, cancellationToken);
            }
            catch (PortForwardException)
            {
                // It fails the next read too, which may have another stream opened.
            }
        }

        return 0;
    }

    private async ValueTask<int> ReadFirstAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        try
        {
            return await pipeline.ExecuteAsync(async token => await TryReadAsync(buffer, token), either.Token);
        }
        catch (OperationCanceledException e) when (_stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new PortForwardException(PortForwardError.Closed, "The connection was given up on this side.", e);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _state.Settle();
            throw;
        }
    }

    private async ValueTask WriteFirstAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        var (stream, replaced) = await _state.WriteAsync(buffer, cancellationToken);
        try
        {
            await stream.WriteAsync(buffer, cancellationToken);
        }
        catch (PortForwardException) when (!_state.IsSettled)
        {
            if (!await IsReplacedAsync(stream, replaced, cancellationToken))
            {
                throw;
            }
        }
    }

    private async ValueTask<int> TryReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var stream = _state.IsLost ? await ReplaceAsync(cancellationToken) : _state.Stream;
        try
        {
            var read = await stream.ReadAsync(buffer, cancellationToken);
            _state.Settle();
            return read;
        }
        catch (PortForwardException e) when (_state.TryLose(e))
        {
            var then = await supply.AfterAsync(e, cancellationToken);
            if (then == Reopening.Never)
            {
                throw;
            }

            await stream.DisposeAsync();
            throw new StreamLostException(then == Reopening.AtOnce, e);
        }
    }

    /// <summary>Another stream, to which all was written that was to those before.</summary>
    private async ValueTask<ForwardedStream> ReplaceAsync(CancellationToken cancellationToken)
    {
        var next = await supply.OpenAsync(cancellationToken);
        try
        {
            await _state.ReplayAsync(next, cancellationToken);
        }
        catch (PortForwardException)
        {
            // Who reads it learns why.
        }
        catch
        {
            await next.DisposeAsync();
            throw;
        }

        if (!_state.TryReplace(next))
        {
            await next.DisposeAsync();
            throw new PortForwardException(PortForwardError.Closed, "The connection was given up on this side.");
        }

        return next;
    }

    /// <summary>Whether a stream that could not be written to has been replaced, and what was written with it.</summary>
    private async ValueTask<bool> IsReplacedAsync(ForwardedStream stream, Task replaced, CancellationToken cancellationToken)
    {
        await replaced.WaitAsync(WriterPatience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (_state.IsLost && _state.Stream == stream)
        {
            await replaced.WaitAsync(cancellationToken);
        }

        return _state.Stream != stream;
    }

    private async Task<string?> EndedAsync() => await (await _state.Last).Ended;
}
