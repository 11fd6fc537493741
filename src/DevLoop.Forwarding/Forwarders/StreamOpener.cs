using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.Retries;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes;
using DevLoop.Kubernetes.Api;
using DevLoop.PortForward;
using Polly;
using Polly.Timeout;

namespace DevLoop.Forwarding.Forwarders;

/// <summary>Opens streams to the target of one forward, as it is then or once there is one.</summary>
internal sealed class StreamOpener
{
    private readonly TargetTracker _tracker;
    private readonly LostPods _lost;
    private readonly TargetDoubts _doubts;
    private readonly ForwarderServices _services;
    private readonly ResiliencePipeline _pipeline;

    /// <param name="entry">The entry.</param>
    /// <param name="tracker">Where new connections go.</param>
    /// <param name="lost">Who asks for pods that turn out to be gone.</param>
    /// <param name="doubts">Who asks for pods that cannot be reached.</param>
    /// <param name="services">What every forward uses.</param>
    public StreamOpener(PortForwardEntry entry, TargetTracker tracker, LostPods lost, TargetDoubts doubts, ForwarderServices services)
    {
        _tracker = tracker;
        _lost = lost;
        _doubts = doubts;
        _services = services;
        _pipeline = SessionPipeline.Create(services.Time, services.Hold, (attempt, delay, e) =>
        {
            ForwardLog.Retrying(services.Logger, e, entry, attempt, delay);
            services.Events.Publish(new ForwardEvent.Retrying(entry, attempt, delay, PlainText.Of(e.Message, PlainText.SentenceLength)));
        });
    }

    /// <summary>Opens a stream. The caller disposes of it.</summary>
    /// <param name="place">The connection's place, which is held while there is no target.</param>
    /// <param name="left">How long it may be held.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <exception cref="HoldOverException">It could not be opened in this time.</exception>
    /// <exception cref="KubernetesException">The cluster refuses for a reason that does not pass.</exception>
    public async ValueTask<(ForwardedStream Stream, ForwardTarget Target)> OpenAsync(ConnectionPlace place, TimeSpan left, CancellationToken cancellationToken)
    {
        var attempts = new Attempts(place);
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(SessionPipeline.Left, left);
        try
        {
            return await _pipeline.ExecuteAsync(async c => await OpenAsync(attempts, c.CancellationToken), context);
        }
        catch (TimeoutRejectedException e)
        {
            var why = _tracker.State.WaitingFor ?? attempts.LastFailure?.Message ?? "the pod could not be reached";
            throw new HoldOverException($"gave up after {_services.Hold.TotalSeconds} s: {why}", attempts.LastFailure ?? e);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask<(ForwardedStream Stream, ForwardTarget Target)> OpenAsync(Attempts attempts, CancellationToken cancellationToken)
    {
        var waiting = _tracker.WaitAsync(cancellationToken);
        if (!waiting.IsCompleted)
        {
            if (_services.Hold == TimeSpan.Zero)
            {
                throw new HoldOverException($"there is no pod to connect to, and --hold 0 lets no connection wait: {_tracker.State.WaitingFor}");
            }

            attempts.InPlace.Hold();
        }

        var target = await waiting;
        try
        {
            return (await _services.Pods.ConnectAsync(target, cancellationToken), target);
        }
        catch (Exception e) when (e is KubernetesException or PortForwardException)
        {
            attempts.InPlace.Hold();
            attempts.LastFailure = e;
            Doubt(target, e);
            throw;
        }
    }

    /// <summary>A server that cannot reach the pod may know before the watch shows it that the pod, or its node, is gone.</summary>
    private void Doubt(ForwardTarget target, Exception e)
    {
        if (e is ApiException { Reason: ApiError.NotFound })
        {
            if (_tracker.Lose(target))
            {
                _lost.Confirm(target);
            }
        }
        else if (e is ApiException { Reason: ApiError.ServerFailed } or PortForwardException)
        {
            _doubts.Raise(target);
        }
    }

    /// <summary>The attempts to bring one connection to a pod.</summary>
    private sealed class Attempts(ConnectionPlace place)
    {
        public ConnectionPlace InPlace => place;

        public Exception? LastFailure { get; set; }
    }
}
