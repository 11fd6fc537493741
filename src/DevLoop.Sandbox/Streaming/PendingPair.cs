using System.Text;
using DevLoop.PortForward;
using DevLoop.PortForward.Spdy;

namespace DevLoop.Sandbox.Streaming;

/// <summary>A forwarded connection of which one stream or both have been opened. The accepting loop adds, one task waits.</summary>
internal sealed class PendingPair(string requestId)
{
    private readonly TaskCompletionSource<ForwardedPair> _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SpdyStream? _data;
    private SpdyStream? _error;

    /// <summary>Adds a stream; false when there is one of its kind already.</summary>
    public bool TryAdd(bool isError, SpdyStream stream)
    {
        ref var place = ref isError ? ref _error : ref _data;
        if (place is not null)
        {
            return false;
        }

        place = stream;
        if (_data is not null && _error is not null)
        {
            _complete.TrySetResult(new ForwardedPair(_data, _error));
        }

        return true;
    }

    /// <summary>Waits for the second stream; null when it does not come, and the first one is ended then.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> is set.</exception>
    public async Task<ForwardedPair?> CompleteAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await _complete.Task.WaitAsync(timeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            await GiveUpAsync(cancellationToken);
            return null;
        }
    }

    private async Task GiveUpAsync(CancellationToken cancellationToken)
    {
        _data?.Reset(SpdyResetStatus.Cancel);
        if (_error is not { } error)
        {
            return;
        }

        try
        {
            await error.WriteAsync(Encoding.UTF8.GetBytes($"(request={requestId}) timed out waiting for streams"), cancellationToken);
            error.CompleteWrites();
        }
        catch (PortForwardException)
        {
            // The client is gone.
        }
    }
}
