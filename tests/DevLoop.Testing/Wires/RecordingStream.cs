using System.Threading.Channels;

namespace DevLoop.Testing.Wires;

/// <summary>Passes everything on, and keeps each write until the test takes it.</summary>
/// <param name="inner">The connection, which is disposed with this one.</param>
public sealed class RecordingStream(Stream inner) : AsyncDuplexStream
{
    private readonly Channel<byte[]> _writes = Channel.CreateUnbounded<byte[]>();

    /// <summary>Takes the next write, once it is there.</summary>
    public async Task<byte[]> NextWriteAsync() => await _writes.Reader.ReadAsync().AsTask().Within("write");

    /// <summary>Takes all that was written so far, as one.</summary>
    public byte[] TakeWritten()
    {
        var written = new List<byte>();
        while (_writes.Reader.TryRead(out var write))
        {
            written.AddRange(write);
        }

        return [.. written];
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _writes.Writer.TryWrite(buffer.ToArray());
        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
