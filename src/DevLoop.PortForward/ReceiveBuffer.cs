using System.Buffers;
using System.IO.Pipelines;

namespace DevLoop.PortForward;

/// <summary>
/// Bytes that came from the other side and wait for their reader, up to a bound. One fills it, one reads it, and anyone may end
/// it at any time, since a stream can be reset or lost while both are at work.
/// </summary>
internal sealed class ReceiveBuffer
{
    /// <summary>What comes in bulk comes in TLS records of this size.</summary>
    private const int SegmentSize = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly Pipe _pipe;
    private bool _filling;
    private bool _reading;
    private bool _ended;
    private bool _discarded;
    private bool _released;

    /// <param name="size">From how many bytes on <see cref="FlushAsync"/> waits.</param>
    public ReceiveBuffer(int size)
    {
        // A reader that waited goes on inside FlushAsync: to send 64 KiB on takes less time than to wake another thread for it.
        _pipe = new Pipe(new PipeOptions(
            readerScheduler: PipeScheduler.Inline,
            pauseWriterThreshold: size,
            resumeWriterThreshold: size / 2,
            minimumSegmentSize: SegmentSize,
            useSynchronizationContext: false));
    }

    /// <summary>
    /// Takes bytes, which the reader gets with the next <see cref="FlushAsync"/>, and gives how many wait for that. A buffer that has
    /// ended drops them.
    /// </summary>
    public long Append(ReadOnlySequence<byte> bytes)
    {
        if (!TryBeginFilling())
        {
            return 0;
        }

        foreach (var segment in bytes)
        {
            _pipe.Writer.Write(segment.Span);
        }

        var waiting = _pipe.Writer.UnflushedBytes;
        EndFilling();
        return waiting;
    }

    /// <summary>Hands the bytes that were taken to the reader, and waits while the buffer is full.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (!TryBeginFilling())
        {
            return;
        }

        try
        {
            await _pipe.Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            EndFilling();
        }
    }

    /// <summary>Takes bytes, hands them to the reader, and waits while the buffer is full. A buffer that has ended drops them.</summary>
    public ValueTask FillAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        Append(bytes);
        return FlushAsync(cancellationToken);
    }

    /// <summary>Gives out bytes as they come; 0 when the buffer has ended and is empty, or was discarded.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (!TryBeginReading())
        {
            return 0;
        }

        var drained = false;
        try
        {
            while (true)
            {
                var result = await _pipe.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                // Measured before AdvanceTo, which gives the segments back to the writer: it may refill them at once.
                var count = (int)Math.Min(result.Buffer.Length, destination.Length);
                var taken = result.Buffer.Slice(0, count);
                taken.CopyTo(destination.Span);
                drained = result.IsCompleted && count == result.Buffer.Length;
                _pipe.Reader.AdvanceTo(taken.End);
                if (count > 0 || drained || result.IsCanceled || destination.IsEmpty)
                {
                    return count;
                }
            }
        }
        finally
        {
            EndReading(drained);
        }
    }

    /// <summary>Nothing more comes; what came can still be read. A filler that waits goes on.</summary>
    public void End()
    {
        bool filling;
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            _ended = true;
            filling = _filling;
        }

        EndWriter(filling);
    }

    /// <summary>Nobody reads any more: a reader and a filler that wait go on, and what is left is dropped.</summary>
    public void Discard()
    {
        bool reading;
        lock (_gate)
        {
            if (_discarded)
            {
                return;
            }

            _discarded = true;
            reading = _reading;
            _released |= !reading;
        }

        End();
        if (reading)
        {
            _pipe.Reader.CancelPendingRead();
        }
        else
        {
            _pipe.Reader.Complete();
        }
    }

    private bool TryBeginFilling()
    {
        lock (_gate)
        {
            return !_ended && (_filling = true);
        }
    }

    private void EndFilling()
    {
        lock (_gate)
        {
            _filling = false;
            if (!_ended)
            {
                return;
            }
        }

        EndWriter(filling: false);
    }

    /// <summary>Once ended. Not under the lock, since a reader who waits goes on inside; a filler who is at work does the rest.</summary>
    private void EndWriter(bool filling)
    {
        if (filling)
        {
            _pipe.Writer.CancelPendingFlush();
        }
        else
        {
            _pipe.Writer.Complete();
        }
    }

    private bool TryBeginReading()
    {
        lock (_gate)
        {
            if (_reading)
            {
                throw new InvalidOperationException("The stream is being read already.");
            }

            return !_released && (_reading = true);
        }
    }

    private void EndReading(bool drained)
    {
        lock (_gate)
        {
            _reading = false;
            if (!drained && !_discarded)
            {
                return;
            }

            _released = true;
        }

        // Gives the memory back to the pool, once the writing end is complete too.
        _pipe.Reader.Complete();
    }
}
