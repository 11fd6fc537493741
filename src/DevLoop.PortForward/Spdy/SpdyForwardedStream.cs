namespace DevLoop.PortForward.Spdy;

/// <summary>A forwarded connection on a SPDY session: its error stream and its data stream.</summary>
internal sealed class SpdyForwardedStream : ForwardedStream
{
    private readonly SpdyStream _error;
    private readonly SpdyStream _data;
    private readonly PortForwardSessionOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _disposed = new();
    private readonly Task _enforcing;
    private bool _carriedBytes;
    private int _disposing;

    public SpdyForwardedStream(int port, SpdyStream error, SpdyStream data, PortForwardSessionOptions options, TimeProvider time)
    {
        Port = port;
        _error = error;
        _data = data;
        _options = options;
        _time = time;
        Ended = ReadErrorAsync();
        _enforcing = EnforceErrorAsync();
    }

    public override int Port { get; }

    public override bool SupportsHalfClose => true;

    public override Task<string?> Ended { get; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int read;
        try
        {
            read = await _data.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (PortForwardException e) when (Refusal() is { } refusal)
        {
            throw Refused(refusal, e);
        }

        _carriedBytes |= read > 0;
        if (read > 0 || buffer.IsEmpty)
        {
            return read;
        }

        var grace = _carriedBytes ? _options.EndGrace : _options.RefusalGrace;
        await ((Task)Ended).WaitAsync(grace, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return Refusal() is { } text ? throw Refused(text) : 0;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            await _data.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (PortForwardException e) when (Refusal() is { } refusal)
        {
            throw Refused(refusal, e);
        }
    }

    public override ValueTask CompleteWritesAsync(CancellationToken cancellationToken)
    {
        _data.CompleteWrites();
        return ValueTask.CompletedTask;
    }

    public override void Abort()
    {
        _data.Reset(SpdyResetStatus.Cancel);
        _error.Reset(SpdyResetStatus.Cancel);
    }

    public override async ValueTask DisposeAsync()
    {
        Abort();
        var isFirst = Interlocked.Exchange(ref _disposing, 1) == 0;
        if (isFirst)
        {
            await _disposed.CancelAsync().ConfigureAwait(false);
        }

        await Ended.ConfigureAwait(false);
        await _enforcing.ConfigureAwait(false);
        if (isFirst)
        {
            _disposed.Dispose();
        }
    }

    private async Task<string?> ReadErrorAsync()
    {
        var text = new ErrorText();
        var buffer = new byte[512];
        try
        {
            while (!text.IsFull && await _error.ReadAsync(buffer, CancellationToken.None).ConfigureAwait(false) is > 0 and var read)
            {
                text.Append(buffer.AsSpan(0, read));
            }

            // Where more was said than is kept, nobody reads on: the session must not wait for it.
            _error.Reset(SpdyResetStatus.Cancel);
        }
        catch (PortForwardException)
        {
            // The session or this connection is over; what was said until then counts.
        }

        return text.Take();
    }

    /// <summary>A server that says what went wrong and leaves the data stream open is not waited for.</summary>
    private async Task EnforceErrorAsync()
    {
        if (await Ended.ConfigureAwait(false) is { } text)
        {
            await Task.Delay(_options.EndGrace, _time, _disposed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _data.CutOff(SpdyResetStatus.Cancel, Refused(text));
        }
    }

    private string? Refusal() => Ended.IsCompletedSuccessfully ? Ended.Result : null;

    private static PortForwardException Refused(string text, Exception? cause = null) => new(PortForwardError.Refused, text, cause);
}
