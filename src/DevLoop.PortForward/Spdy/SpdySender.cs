using System.IO.Pipelines;

namespace DevLoop.PortForward.Spdy;

/// <summary>
/// The writing half of a session: frames are queued in the order of the calls, and one loop writes them to the transport,
/// all that is queued at a time. Data waits for room in the queue. Control frames never wait, and a peer that makes us queue
/// them without reading them is reported as <paramref name="overflowed"/>.
/// </summary>
internal sealed class SpdySender(Stream transport, SpdySessionOptions options, Action overflowed)
{
    private const int SegmentSize = 32 * 1024;

    private readonly Lock _gate = new();
    private readonly SpdyHeaderEncoder _encoder = new();
    private readonly Pipe _queue = new(new PipeOptions(pauseWriterThreshold: 0, minimumSegmentSize: SegmentSize, useSynchronizationContext: false));
    private TaskCompletionSource? _room;
    private long _queued;
    private bool _overflowed;
    private bool _ended;

    /// <summary>Queues a pair of SYN_STREAM frames that leave together.</summary>
    public void SendSynStreams(SpdyStream first, SpdyFrameFlags firstFlags, SpdyStream second) => Queue(output =>
    {
        SpdyFrameWriter.WriteSynStream(output, _encoder, first.Id, first.Headers, firstFlags);
        SpdyFrameWriter.WriteSynStream(output, _encoder, second.Id, second.Headers, SpdyFrameFlags.None);
    });

    public void SendSynReply(int streamId) =>
        Queue(output => SpdyFrameWriter.WriteSynReply(output, _encoder, streamId, SpdyHeaders.Empty));

    public void SendRstStream(int streamId, SpdyResetStatus status) =>
        Queue(output => SpdyFrameWriter.WriteRstStream(output, streamId, status));

    public void SendPing(uint id) => SendPings(id, 1);

    /// <summary>Queues PINGs of one side that leave together.</summary>
    public void SendPings(uint firstId, int count) => Queue(output =>
    {
        for (var i = 0; i < count; i++)
        {
            SpdyFrameWriter.WritePing(output, firstId + (2 * (uint)i));
        }
    });

    /// <summary>Whether data has to wait for room.</summary>
    public bool IsFull => QueuedBytes >= options.SendBufferSize;

    /// <summary>Bytes that wait to be handed to the transport.</summary>
    public long QueuedBytes
    {
        get
        {
            lock (_gate)
            {
                return _queued;
            }
        }
    }

    public void SendFin(int streamId) => Queue(output => SpdyFrameWriter.WriteData(output, streamId, [], SpdyFrameFlags.Fin));

    /// <summary>
    /// Queues one data frame, or hands out what completes when there may be room for it. A sender that has ended takes the
    /// frame and drops it: the stream learns from the session that it failed.
    /// </summary>
    public bool TrySendData(int streamId, ReadOnlySpan<byte> payload, out Task room)
    {
        lock (_gate)
        {
            if (!_ended && _queued >= options.SendBufferSize)
            {
                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
                return false;
            }

            if (!_ended)
            {
                SpdyFrameWriter.WriteData(_queue.Writer, streamId, payload, SpdyFrameFlags.None);
                Flush();
            }

            room = Task.CompletedTask;
            return true;
        }
    }

    /// <summary>Queues the last frame; the loop ends when all is written.</summary>
    public void Complete(int lastGoodStreamId, SpdyGoAwayStatus status)
    {
        lock (_gate)
        {
            if (!_ended)
            {
                SpdyFrameWriter.WriteGoAway(_queue.Writer, lastGoodStreamId, status);
                Flush();
            }
        }

        End();
    }

    /// <summary>Takes no more frames, and lets those go who wait for room.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (!_ended)
            {
                _ended = true;
                _queue.Writer.Complete();
                ReleaseWriters();
            }
        }
    }

    /// <summary>Writes until <see cref="Complete"/> or <see cref="End"/>, cancellation, or the transport's failure.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var reader = _queue.Reader;
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                foreach (var segment in result.Buffer)
                {
                    await transport.WriteAsync(segment, cancellationToken).ConfigureAwait(false);
                }

                await transport.FlushAsync(cancellationToken).ConfigureAwait(false);
                var written = result.Buffer.Length;
                reader.AdvanceTo(result.Buffer.End);
                OnWritten(written);
                if (result.IsCompleted)
                {
                    return;
                }
            }
        }
        finally
        {
            End();
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private void Queue(Action<PipeWriter> write)
    {
        lock (_gate)
        {
            if (_ended || _overflowed)
            {
                return;
            }

            write(_queue.Writer);
            Flush();

            // Data stops at the size of the buffer, so what is as much again can only be control frames.
            _overflowed = _queued > 2L * (options.SendBufferSize + options.MaxDataFrameLength);
            if (!_overflowed)
            {
                return;
            }
        }

        overflowed();
    }

    /// <summary>Hands what was written to the loop. Completes at once: the queue's own bound is off, ours is in the counters.</summary>
    private void Flush()
    {
        _queued += _queue.Writer.UnflushedBytes;
        var flush = _queue.Writer.FlushAsync(CancellationToken.None);
        if (!flush.IsCompletedSuccessfully)
        {
            throw new InvalidOperationException("A pipe without a threshold did not flush at once.");
        }
    }

    private void OnWritten(long bytes)
    {
        lock (_gate)
        {
            _queued -= bytes;
            if (_queued < options.SendBufferSize)
            {
                ReleaseWriters();
            }
        }
    }

    private void ReleaseWriters()
    {
        _room?.TrySetResult();
        _room = null;
    }
}
