using DevLoop.PortForward;

namespace DevLoop.Forwarding.Sessions;

/// <summary>A stream that is alone on its session, which ends with it.</summary>
/// <param name="session">The session.</param>
/// <param name="stream">Its one stream.</param>
internal sealed class SessionStream(IPortForwardSession session, ForwardedStream stream) : ForwardedStream
{
    /// <inheritdoc/>
    public override int Port => stream.Port;

    /// <inheritdoc/>
    public override bool SupportsHalfClose => stream.SupportsHalfClose;

    /// <inheritdoc/>
    public override Task<string?> Ended => stream.Ended;

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => stream.ReadAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken) => stream.WriteAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask CompleteWritesAsync(CancellationToken cancellationToken) => stream.CompleteWritesAsync(cancellationToken);

    /// <inheritdoc/>
    public override void Abort() => stream.Abort();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        await session.DisposeAsync();
    }
}
