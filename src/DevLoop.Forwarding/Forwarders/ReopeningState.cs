using System.Buffers;
using DevLoop.PortForward;

namespace DevLoop.Forwarding.Forwarders;

/// <summary>
/// Which stream a <see cref="ReopeningStream"/> has, and what it would take to replace it. There are three states: it leads to the
/// pod, it is lost and another one is on its way, it is settled that there will be no other one. Thread-safe.
/// </summary>
/// <param name="first">The first stream.</param>
internal sealed class ReopeningState(ForwardedStream first)
{
    /// <summary>Bytes that are kept for another stream. A connection to which more is written before the pod says a word fails with its stream.</summary>
    public const int MaxKept = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<ForwardedStream> _last = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ForwardedStream _stream = first;
    private TaskCompletionSource _replaced = NewSource();
    private TaskCompletionSource? _reopened;
    private ArrayBufferWriter<byte>? _kept = new();
    private bool _isWritten;
    private bool _isClientDone;
    private bool _isLost;
    private bool _isSettled;

    /// <summary>The stream, be it lost or not.</summary>
    public ForwardedStream Stream
    {
        get
        {
            lock (_gate)
            {
                return _stream;
            }
        }
    }

    /// <summary>Whether there will be no other stream.</summary>
    public bool IsSettled
    {
        get
        {
            lock (_gate)
            {
                return _isSettled;
            }
        }
    }

    /// <summary>Whether another stream is needed.</summary>
    public bool IsLost
    {
        get
        {
            lock (_gate)
            {
                return _isLost;
            }
        }
    }

    /// <summary>Completes with the stream that there will be no other one after.</summary>
    public Task<ForwardedStream> Last => _last.Task;

    /// <summary>See <see cref="ForwardedStream.Opened"/>.</summary>
    public Task Opened
    {
        get
        {
            lock (_gate)
            {
                return _reopened?.Task ?? Task.CompletedTask;
            }
        }
    }

    /// <summary>
    /// Waits while the stream is lost; then takes note of bytes that are about to be sent on the one that is given, whose replacement
    /// completes <c>Replaced</c>.
    /// </summary>
    public ValueTask<(ForwardedStream Stream, Task Replaced)> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        NoteAsync(() => Keep(bytes.Span), cancellationToken);

    /// <summary>As <see cref="WriteAsync"/>, for the end of file.</summary>
    public ValueTask<(ForwardedStream Stream, Task Replaced)> EndAsync(CancellationToken cancellationToken) =>
        NoteAsync(() => _isClientDone = true, cancellationToken);

    /// <summary>Takes the stream for lost. False where its bytes may have been seen, or are not all kept.</summary>
    public bool TryLose(PortForwardException failure)
    {
        lock (_gate)
        {
            _isLost = !_isSettled && _kept is not null && RefusalText.ProvesUnseen(failure, _isWritten);
            if (_isLost)
            {
                _reopened = NewSource();
            }

            return _isLost;
        }
    }

    /// <summary>Sends another stream all that was sent to those before. Writers wait while the stream is lost: nothing is added meanwhile.</summary>
    public async ValueTask ReplayAsync(ForwardedStream next, CancellationToken cancellationToken)
    {
        if (_kept is { WrittenCount: > 0 } kept)
        {
            await next.WriteAsync(kept.WrittenMemory, cancellationToken);
        }

        if (_isClientDone)
        {
            await next.CompleteWritesAsync(cancellationToken);
        }
    }

    /// <summary>Puts another stream in the place of the lost one. False when there shall be none any more.</summary>
    public bool TryReplace(ForwardedStream next)
    {
        lock (_gate)
        {
            if (_isSettled)
            {
                return false;
            }

            _stream = next;
            _isWritten = _kept is { WrittenCount: > 0 };
            _isLost = false;
            _reopened?.TrySetResult();
            _replaced.SetResult();
            _replaced = NewSource();
            return true;
        }
    }

    /// <summary>There will be no other stream.</summary>
    public void Settle()
    {
        lock (_gate)
        {
            if (_isSettled)
            {
                return;
            }

            _isSettled = true;
            _kept = null;
            _reopened?.TrySetResult();
            _replaced.TrySetResult();
            _last.SetResult(_stream);
        }
    }

    private async ValueTask<(ForwardedStream Stream, Task Replaced)> NoteAsync(Action note, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task replaced;
            lock (_gate)
            {
                replaced = _replaced.Task;
                if (!_isLost || _isSettled)
                {
                    note();
                    return (_stream, replaced);
                }
            }

            await replaced.WaitAsync(cancellationToken);
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        _isWritten |= bytes.Length > 0;
        if (_kept?.WrittenCount + bytes.Length > MaxKept)
        {
            _kept = null;
        }

        _kept?.Write(bytes);
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
