using System.Buffers;

namespace DevLoop.PortForward.Spdy;

/// <summary>One stream of a <see cref="SpdySession"/>. One reader and one writer may work at the same time.</summary>
public sealed class SpdyStream
{
    private readonly SpdySession _session;
    private readonly ReceiveBuffer _input;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PortForwardException? _failure;
    private bool _givenUp;
    private bool _localEnded;
    private bool _remoteEnded;

    internal SpdyStream(SpdySession session, int id, SpdyHeaders headers)
    {
        _session = session;
        Id = id;
        Headers = headers;
        _input = new ReceiveBuffer(session.Options.ReceiveBufferSize);
    }

    /// <summary>An odd number when the client opened it; an even one when it was the server.</summary>
    public int Id { get; }

    /// <summary>What the SYN_STREAM said.</summary>
    public SpdyHeaders Headers { get; }

    /// <summary>Accepts a stream that the other side opened (SYN_REPLY).</summary>
    public void Reply() => _session.Sender.SendSynReply(Id);

    /// <summary>
    /// Reads what the other side sent; 0 means it ended its side. With an empty buffer it waits until the next read has something to
    /// say, and fails with nothing: bytes may have come before a failure.
    /// </summary>
    /// <exception cref="PortForwardException">The stream was reset, or the session ended before the other side did.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var read = await _input.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (read == 0 && !buffer.IsEmpty)
        {
            ThrowIfCutOff();
        }

        return read;
    }

    /// <summary>Sends bytes, in frames of at most <see cref="SpdySessionOptions.MaxDataFrameLength"/>; waits while the send buffer is full.</summary>
    /// <exception cref="PortForwardException">The stream was reset, or the session ended.</exception>
    /// <exception cref="InvalidOperationException">The writing side was completed before.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        while (buffer.Length > 0)
        {
            ThrowIfNotWritable();
            var frame = buffer[..Math.Min(buffer.Length, _session.Options.MaxDataFrameLength)];
            if (_session.TrySendData(Id, frame.Span, out var room))
            {
                buffer = buffer[frame.Length..];
            }
            else
            {
                await Task.WhenAny(room, _failed.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Ends this side (FLAG_FIN). A second call, or one on a failed stream, does nothing.</summary>
    public void CompleteWrites()
    {
        if (EndLocal())
        {
            _session.Sender.SendFin(Id);
            RemoveIfEnded();
        }
    }

    /// <summary>Ends both sides at once, and drops what came and was not read. Does nothing on a stream that is over.</summary>
    public void Reset(SpdyResetStatus status)
    {
        if (Fail(new PortForwardException(PortForwardError.Closed, "The connection was given up on this side."), givenUp: true))
        {
            _input.Discard();
            SendReset(status);
        }
    }

    /// <summary>Ends both sides at once. What came before can still be read; then, and in writing, the failure shows.</summary>
    internal void CutOff(SpdyResetStatus status, PortForwardException failure)
    {
        if (Fail(failure, givenUp: false))
        {
            _input.End();
            SendReset(status);
        }
    }

    /// <summary>Takes this side for ended. False when it was, or the stream failed.</summary>
    internal bool EndLocal()
    {
        lock (_gate)
        {
            var first = !_localEnded && _failure is null;
            _localEnded = true;
            return first;
        }
    }

    /// <summary>Takes bytes for the reader, and gives how many now wait for <see cref="FlushAsync"/>. A stream that is over drops them.</summary>
    internal long Append(ReadOnlySequence<byte> payload) => _input.Append(payload);

    /// <summary>Hands to the reader what came for it, and waits while its buffer is full. A stream that is over waits no more.</summary>
    internal ValueTask FlushAsync() => _input.FlushAsync(CancellationToken.None);

    /// <summary>The other side ended. False when it already had.</summary>
    internal bool OnFin()
    {
        lock (_gate)
        {
            if (_remoteEnded)
            {
                return false;
            }

            // Bytes before this end may have been dropped when the stream failed, so it is no clean one.
            _remoteEnded = _failure is null;
        }

        _input.End();
        RemoveIfEnded();
        return true;
    }

    /// <summary>The stream failed, by the other side or with the session. What had come before can still be read.</summary>
    internal void OnFailed(PortForwardException failure)
    {
        if (Fail(failure, givenUp: false))
        {
            _input.End();
        }
    }

    /// <summary>Whether bytes may still come.</summary>
    internal bool IsRemoteOpen
    {
        get
        {
            lock (_gate)
            {
                return !_remoteEnded;
            }
        }
    }

    private bool Fail(PortForwardException failure, bool givenUp)
    {
        lock (_gate)
        {
            if (_failure is not null || (_localEnded && _remoteEnded))
            {
                return false;
            }

            _failure = failure;
            _givenUp = givenUp;
        }

        _failed.TrySetResult();
        return true;
    }

    private void SendReset(SpdyResetStatus status)
    {
        _session.Sender.SendRstStream(Id, status);
        _session.Remove(this);
    }

    private void RemoveIfEnded()
    {
        lock (_gate)
        {
            if (!_localEnded || !_remoteEnded)
            {
                return;
            }
        }

        _session.Remove(this);
    }

    /// <summary>A failure that came after the other side's end of file took nothing from the reader, unless it gave up itself.</summary>
    private void ThrowIfCutOff()
    {
        lock (_gate)
        {
            if (_failure is not null && (_givenUp || !_remoteEnded))
            {
                throw Failure();
            }
        }
    }

    private void ThrowIfNotWritable()
    {
        lock (_gate)
        {
            if (_failure is not null)
            {
                throw Failure();
            }

            if (_localEnded)
            {
                throw new InvalidOperationException("The writing side of the stream is completed.");
            }
        }
    }

    /// <summary>A new exception for each one who is told, so that each has its own stack.</summary>
    private PortForwardException Failure() => new(_failure!.Error, _failure.Message, _failure);
}
