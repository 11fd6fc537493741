namespace DevLoop.PortForward;

/// <summary>
/// The pod's end of one forwarded connection, whatever wire carries it: bytes both ways, and the server's word on why it failed.
/// One reader and one writer may work at the same time.
/// </summary>
public abstract class ForwardedStream : IAsyncDisposable
{
    /// <summary>The port in the pod.</summary>
    public abstract int Port { get; }

    /// <summary>
    /// Whether <see cref="CompleteWritesAsync"/> reaches the pod as an end of file while the other direction stays open.
    /// False for <c>v4.channel.k8s.io</c>, which has no half-close.
    /// </summary>
    public abstract bool SupportsHalfClose { get; }

    /// <summary>
    /// Completes when the server has nothing more to do with this connection, in either direction: with the text of the
    /// error stream as the server wrote it, or null when there was none. Never faults; a session that is lost completes it with null, since
    /// <see cref="ReadAsync"/> tells that.
    /// </summary>
    public abstract Task<string?> Ended { get; }

    /// <summary>
    /// Completes when the stream leads to the pod; another task each time that it is opened anew, so that who waits for an answer can
    /// begin to count again. A stream that is never opened anew leads there from the start.
    /// </summary>
    public virtual Task Opened => Task.CompletedTask;

    /// <summary>
    /// Reads what the pod sent; 0 means the pod ended its side. With an empty buffer it waits until there is something to read, the
    /// end included; a failure is left to the read that asks for bytes, since some may have come before it.
    /// </summary>
    /// <exception cref="PortForwardException">The connection was refused or reset, or its session ended.</exception>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Sends bytes to the pod. Completes when they are queued; waits while the session's send buffer is full.</summary>
    /// <exception cref="PortForwardException">The connection was refused or reset, or its session ended.</exception>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Tells the pod that no more bytes come. Does nothing on a wire without half-close.</summary>
    public abstract ValueTask CompleteWritesAsync(CancellationToken cancellationToken);

    /// <summary>Gives the connection up in both directions, at once. A pending read or write fails.</summary>
    public abstract void Abort();

    /// <summary>Ends what is still open, as <see cref="Abort"/> does, and releases the stream.</summary>
    public abstract ValueTask DisposeAsync();
}
