using System.Buffers.Binary;

namespace DevLoop.Sandbox.Tests.Streaming;

/// <summary>Passes everything on and remembers what was written.</summary>
internal sealed class RecordingStream(Stream inner) : Stream
{
    private readonly MemoryStream _written = new();
    private readonly Lock _gate = new();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The data frames written so far: the 8 bytes of a head, then the payload.</summary>
    public List<(int StreamId, int Length, bool Fin)> DataFrames()
    {
        ReadOnlySpan<byte> bytes;
        lock (_gate)
        {
            bytes = _written.ToArray();
        }

        var frames = new List<(int, int, bool)>();
        while (bytes.Length >= 8)
        {
            var length = (bytes[5] << 16) | (bytes[6] << 8) | bytes[7];
            if ((bytes[0] & 0x80) == 0)
            {
                frames.Add((BinaryPrimitives.ReadInt32BigEndian(bytes), length, (bytes[4] & 1) == 1));
            }

            bytes = bytes[(8 + length)..];
        }

        return frames;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            _written.Write(buffer.Span);
        }

        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

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
}
