using System.IO.Pipelines;

namespace DevLoop.Testing.Wires;

/// <summary>One end of a connection in memory. What one end writes the other reads; disposing an end is the other's end of file.</summary>
public sealed class DuplexStream : AsyncDuplexStream
{
    private readonly Stream _input;
    private readonly Stream _output;

    private DuplexStream(Pipe input, Pipe output)
    {
        _input = input.Reader.AsStream();
        _output = output.Writer.AsStream();
    }

    /// <summary>Both ends of a connection that holds <paramref name="capacity"/> bytes each way before a writer has to wait.</summary>
    public static (DuplexStream A, DuplexStream B) CreatePair(int capacity = 256 * 1024)
    {
        var options = new PipeOptions(pauseWriterThreshold: capacity, resumeWriterThreshold: capacity / 2, useSynchronizationContext: false);
        var (ab, ba) = (new Pipe(options), new Pipe(options));
        return (new DuplexStream(ba, ab), new DuplexStream(ab, ba));
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _input.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _output.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => _output.FlushAsync(cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await _output.DisposeAsync();
        await _input.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _output.Dispose();
            _input.Dispose();
        }

        base.Dispose(disposing);
    }
}
