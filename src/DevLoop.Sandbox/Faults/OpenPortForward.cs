using Microsoft.AspNetCore.Connections.Features;

namespace DevLoop.Sandbox.Faults;

/// <summary>The upgraded connection of a port-forward, for those who want it to go wrong.</summary>
/// <param name="inner">The connection.</param>
/// <param name="lifetime">How it is broken off, also when its request has just ended.</param>
/// <param name="faults">Whether its bytes may pass.</param>
/// <param name="closed">Called at its end.</param>
internal sealed class OpenPortForward(Stream inner, IConnectionLifetimeFeature lifetime, PortForwardFaults faults, Action<OpenPortForward> closed) : Stream
{
    /// <summary>Never disposed of: it has no timer, and ending is allowed at any time.</summary>
    private readonly CancellationTokenSource _ended = new();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Ends the connection without a word.</summary>
    public void End() => _ = _ended.CancelAsync();

    /// <summary>Breaks the connection off.</summary>
    public void Abort() => lifetime.Abort();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        try
        {
            var read = await inner.ReadAsync(buffer, either.Token);
            await faults.Flowing.WaitAsync(either.Token);
            return read;
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        try
        {
            await faults.Flowing.WaitAsync(either.Token);
            await inner.WriteAsync(buffer, either.Token);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // What is written into a connection that has ended goes nowhere.
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Not offered: a port-forward is read and written asynchronously.</summary>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Not offered: a port-forward is read and written asynchronously.</summary>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            closed(this);
            End();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
