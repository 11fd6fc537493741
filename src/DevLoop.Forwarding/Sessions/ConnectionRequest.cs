using DevLoop.Forwarding.Targets;
using DevLoop.PortForward;

namespace DevLoop.Forwarding.Sessions;

/// <summary>A connection that waits for a session.</summary>
/// <param name="target">Where it goes.</param>
internal sealed class ConnectionRequest(ForwardTarget target)
{
    private readonly TaskCompletionSource<ForwardedStream?> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ForwardTarget Target => target;

    /// <summary>The connection; null when it has to open a session of its own.</summary>
    public Task<ForwardedStream?> Stream => _stream.Task;

    public void Serve(ForwardedStream? stream) => _stream.TrySetResult(stream);

    public void Fail(Exception e) => _stream.TrySetException(e);

    public void Cancel(CancellationToken cancellationToken) => _stream.TrySetCanceled(cancellationToken);
}
