using DevLoop.Forwarding.Retries;
using DevLoop.Forwarding.Targets;
using DevLoop.PortForward;

namespace DevLoop.Forwarding.Forwarders;

/// <summary>The streams of one connection, and the pod that the last of them leads to.</summary>
/// <param name="opener">Who opens them.</param>
/// <param name="place">The connection's place.</param>
/// <param name="pods">Whether its pod is still there.</param>
/// <param name="doubts">Who asks for a pod that takes no connection.</param>
/// <param name="silent">Where nothing listens.</param>
/// <param name="hold">How long the connection may be held, each time that it loses its pod.</param>
/// <param name="time">The clock.</param>
internal sealed class StreamSupply(
    StreamOpener opener, ConnectionPlace place, PodPresence pods, TargetDoubts doubts, SilentPort silent, TimeSpan hold, TimeProvider time)
    : IStreamSupply, IDisposable
{
    /// <summary>It has no timer and links to no other source: there is nothing to dispose of.</summary>
    private readonly CancellationTokenSource _gone = new();
    private readonly Lock _gate = new();
    private PodUse? _use;
    private CancellationTokenRegistration _told;
    private long _opened;
    private long? _firstFailure;
    private (ForwardTarget? By, long Since) _refused;

    /// <summary>The pod and port that the last stream leads to; null before there is one.</summary>
    public ForwardTarget? Target { get; private set; }

    /// <summary>Cancelled once that pod is gone and its last bytes had time to arrive.</summary>
    public CancellationToken Gone => _gone.Token;

    /// <inheritdoc/>
    public async ValueTask<ForwardedStream> OpenAsync(CancellationToken cancellationToken)
    {
        var (stream, target) = await opener.OpenAsync(place, Left, cancellationToken);
        place.Through();
        Target = target;
        _opened = time.GetTimestamp();
        var use = pods.Use(target);
        lock (_gate)
        {
            _use = use;
        }

        _told = use.Gone.UnsafeRegister(_ => OnGone(use), null);
        return stream;
    }

    /// <inheritdoc/>
    public async ValueTask<Reopening> AfterAsync(PortForwardException failure, CancellationToken cancellationToken)
    {
        var target = Target!;
        Leave();
        if (!TakeFailure())
        {
            return Reopening.Never;
        }

        place.Hold();
        if (!await doubts.IsStillTargetAsync(target, cancellationToken))
        {
            return Reopening.AtOnce;
        }

        return failure.Error == PortForwardError.Refused && !TakeRefusal(target) ? Reopening.Never : Reopening.Later;
    }

    /// <summary>The connection is over.</summary>
    public void Dispose() => Leave();

    private TimeSpan Left => _firstFailure is { } since ? Positive(hold - time.GetElapsedTime(since)) : hold;

    /// <summary>Zero would be no limit at all.</summary>
    private static TimeSpan Positive(TimeSpan left) => left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);

    /// <summary>Whether the hold has time for one more stream. A stream that was open for long begins a hold of its own.</summary>
    private bool TakeFailure()
    {
        if (time.GetElapsedTime(_opened) >= hold)
        {
            _firstFailure = null;
        }

        _firstFailure ??= time.GetTimestamp();
        return time.GetElapsedTime(_firstFailure.Value) < hold;
    }

    /// <summary>Whether a pod with which nothing seems wrong may be asked again.</summary>
    private bool TakeRefusal(ForwardTarget target)
    {
        if (_refused.By != target)
        {
            _refused = (target, time.GetTimestamp());
        }

        if (!silent.Contains(target) && time.GetElapsedTime(_refused.Since) < ReopenPipeline.RefusalsHold)
        {
            return true;
        }

        silent.Add(target);
        return false;
    }

    private void Leave()
    {
        PodUse? use;
        lock (_gate)
        {
            (use, _use) = (_use, null);
        }

        _told.Unregister();
        use?.Dispose();
    }

    /// <summary>The end of a pod that the connection has left concerns it no more.</summary>
    private void OnGone(PodUse use)
    {
        lock (_gate)
        {
            if (_use == use)
            {
                _ = _gone.CancelAsync();
            }
        }
    }
}
