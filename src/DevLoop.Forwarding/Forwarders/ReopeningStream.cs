using System.Buffers;
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
    /// <summary>Bytes that are kept for another stream. A connection to which more is written before the pod says a word fails with its stream.</summary>
    public const int MaxKept = 64 * 1024;

    /// <summary>How long a write that failed waits for the reader, who learns why it did and whether there is another stream.</summary>
    public static readonly TimeSpan WriterPatience = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();

    /// <summary>Never disposed of: it has no timer, and giving up is allowed at any time.</summary>
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<ForwardedStream> _last = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ForwardedStream _stream = first;
    private TaskCompletionSource _turn = NewTurn();
    private ArrayBufferWriter<byte>? _kept = new();
    private bool _isWritten;
    private bool _isEnded;
    private bool _isLost;
    private bool _isSettled;

    /// <inheritdoc/>
    public override int Port => Stream.Port;

    /// <inheritdoc/>
    public override bool SupportsHalfClose => Stream.SupportsHalfClose;

    /// <inheritdoc/>
    public override Task<string?> Ended => field ??= EndedAsync();

    private ForwardedStream Stream
    {
        get
        {
            lock (_gate)
            {
                return _stream;
            }
        }
    }

    private bool IsSettled
    {
        get
        {
            lock (_gate)
            {
                return _isSettled;
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="PortForwardException">The last stream failed, and is not replaced.</exception>
    /// <exception cref="Exception">Another stream could not be opened: whatever <see cref="IStreamSupply.OpenAsync"/> throws.</exception>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        IsSettled ? Stream.ReadAsync(buffer, cancellationToken) : ReadFirstAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken) =>
        IsSettled ? Stream.WriteAsync(buffer, cancellationToken) : WriteFirstAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask CompleteWritesAsync(CancellationToken cancellationToken)
    {
        var (stream, _) = await TakeTurnAsync(() => _isEnded = true, cancellationToken);
        await stream.CompleteWritesAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Abort()
    {
        _stop.Cancel();
        Settle();
        Stream.Abort();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        Abort();
        await Stream.DisposeAsync();
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
            Settle();
            throw;
        }
    }

    private async ValueTask WriteFirstAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        var (stream, turn) = await TakeTurnAsync(() => Keep(buffer.Span), cancellationToken);
        try
        {
            await stream.WriteAsync(buffer, cancellationToken);
        }
        catch (PortForwardException) when (!IsSettled)
        {
            if (!await IsReplacedAsync(stream, turn, cancellationToken))
            {
                throw;
            }
        }
    }

    private async ValueTask<int> TryReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var stream = await OpenedAsync(cancellationToken);
        try
        {
            var read = await stream.ReadAsync(buffer, cancellationToken);
            if (read > 0 || !buffer.IsEmpty)
            {
                Settle();
            }

            return read;
        }
        catch (PortForwardException e) when (TryLose(e))
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

    /// <summary>The stream, or another one with all that was written to those before.</summary>
    private async ValueTask<ForwardedStream> OpenedAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_isLost)
            {
                return _stream;
            }
        }

        var next = await supply.OpenAsync(cancellationToken);
        try
        {
            await ReplayAsync(next, cancellationToken);
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

        if (!TryReplace(next))
        {
            await next.DisposeAsync();
            throw new PortForwardException(PortForwardError.Closed, "The connection was given up on this side.");
        }

        return next;
    }

    /// <summary>No writer has its turn while the stream is lost: nothing is added meanwhile.</summary>
    private async ValueTask ReplayAsync(ForwardedStream next, CancellationToken cancellationToken)
    {
        if (_kept is { WrittenCount: > 0 } kept)
        {
            await next.WriteAsync(kept.WrittenMemory, cancellationToken);
        }

        if (_isEnded)
        {
            await next.CompleteWritesAsync(cancellationToken);
        }
    }

    private bool TryReplace(ForwardedStream next)
    {
        lock (_gate)
        {
            if (_isSettled)
            {
                return false;
            }

            _stream = next;
            _isWritten = _kept is { WrittenCount: > 0 };
            _isLost = false;
            _turn.SetResult();
            _turn = NewTurn();
            return true;
        }
    }

    /// <summary>Takes the stream for lost. False where its bytes may have been seen, or are not all kept.</summary>
    private bool TryLose(PortForwardException failure)
    {
        lock (_gate)
        {
            _isLost = !_isSettled && _kept is not null && RefusalText.ProvesUnseen(failure, _isWritten);
            return _isLost;
        }
    }

    /// <summary>Waits while the stream is lost; then takes note of what is about to be sent on it.</summary>
    private async ValueTask<(ForwardedStream Stream, Task Turn)> TakeTurnAsync(Action note, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task turn;
            lock (_gate)
            {
                turn = _turn.Task;
                if (!_isLost || _isSettled)
                {
                    note();
                    return (_stream, turn);
                }
            }

            await turn.WaitAsync(cancellationToken);
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        _isWritten |= bytes.Length > 0;
        if (_kept?.WrittenCount + bytes.Length > MaxKept)
        {
            _kept = null;
        }

        _kept?.Write(bytes);
    }

    /// <summary>Whether a stream that could not be written to has been replaced, and what was written with it.</summary>
    private async ValueTask<bool> IsReplacedAsync(ForwardedStream stream, Task turn, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(WriterPatience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        bool isLost;
        lock (_gate)
        {
            isLost = _isLost && _stream == stream;
        }

        if (isLost)
        {
            await turn.WaitAsync(cancellationToken);
        }

        return Stream != stream;
    }

    /// <summary>There will be no other stream.</summary>
    private void Settle()
    {
        lock (_gate)
        {
            if (_isSettled)
            {
                return;
            }

            _isSettled = true;
            _kept = null;
            _turn.TrySetResult();
            _last.SetResult(_stream);
        }
    }

    private async Task<string?> EndedAsync() => await (await _last.Task).Ended;

    private static TaskCompletionSource NewTurn() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
