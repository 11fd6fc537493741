using DevLoop.PortForward;

namespace DevLoop.Forwarding.Sessions;

/// <summary>A connection that gives its session back when it is disposed of.</summary>
/// <param name="stream">The connection.</param>
/// <param name="giveBack">Gets how it ended.</param>
internal sealed class PooledStream(ForwardedStream stream, Func<StreamEnd, ValueTask> giveBack) : ForwardedStream
{
    private volatile bool _podEnded;
    private volatile bool _clientEnded;
    private int _isDisposed;

    /// <inheritdoc/>
    public override int Port => stream.Port;

    /// <inheritdoc/>
    public override bool SupportsHalfClose => stream.SupportsHalfClose;

    /// <inheritdoc/>
    public override Task<string?> Ended => stream.Ended;

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var read = await stream.ReadAsync(buffer, cancellationToken);
        _podEnded |= read == 0 && !buffer.IsEmpty;
        return read;
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken) => stream.WriteAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask CompleteWritesAsync(CancellationToken cancellationToken)
    {
        await stream.CompleteWritesAsync(cancellationToken);
        _clientEnded = true;
    }

    /// <inheritdoc/>
    public override void Abort() => stream.Abort();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            var end = End();
            await stream.DisposeAsync();
            await giveBack(end);
        }
    }

    private StreamEnd End() => stream.Ended switch
    {
        { IsCompletedSuccessfully: true, Result: not null } => StreamEnd.Refused,
        { IsCompletedSuccessfully: true } when _podEnded && _clientEnded => StreamEnd.Clean,
        _ => StreamEnd.Broken,
    };
}
