using DevLoop.Forwarding.Retries;
using DevLoop.Kubernetes;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;
using Microsoft.Extensions.Logging;
using Polly;

namespace DevLoop.Forwarding.Targets;

/// <summary>
/// Ends the connections to pods that are gone. A watch that is late, was cut, or follows a selector that the pod does not match
/// any longer proves nothing: a pod that the cluster does not show raises a doubt, and only one that is shown to have ended, or is
/// asked for by its name and not there, is gone.
/// </summary>
/// <param name="check">Asks for one pod.</param>
/// <param name="logger">Where to log.</param>
/// <param name="time">The clock.</param>
internal sealed class PodPresence(IPodCheck check, ILogger logger, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How long the connections to a pod that is gone live on, so that bytes under way still arrive.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, UsedPod> _used = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly RunningTasks _doubts = new();
    private readonly ResiliencePipeline<bool> _untilGone = PodCheckPipeline.UntilGone(time);
    private ResourceSnapshot? _snapshot;

    /// <summary>Takes note of what the cluster shows.</summary>
    public void Update(ResourceSnapshot snapshot)
    {
        lock (_gate)
        {
            _snapshot = snapshot;
            foreach (var pod in _used.Values)
            {
                DoubtIfNotShown(pod);
            }
        }
    }

    /// <summary>A connection goes to this pod until the result is disposed of. Not to be called once this is disposed of.</summary>
    public PodUse Use(ForwardTarget target)
    {
        lock (_gate)
        {
            if (!_used.TryGetValue(target.Uid, out var pod))
            {
                _used.Add(target.Uid, pod = new UsedPod(target));
            }

            pod.Connections++;
            DoubtIfNotShown(pod);
            return new PodUse(() => Leave(pod), pod.Gone.Token);
        }
    }

    /// <summary>Ends all questions.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _doubts.WhenAllEnded();
        _stop.Dispose();
    }

    private void Leave(UsedPod pod)
    {
        lock (_gate)
        {
            if (--pod.Connections == 0)
            {
                _used.Remove(pod.Target.Uid);
            }
        }
    }

    private void DoubtIfNotShown(UsedPod pod)
    {
        if (!pod.IsDoubted && ShownOf(pod) != Shown.There)
        {
            pod.IsDoubted = true;
            _doubts.Add(EndIfGoneAsync(pod, _stop.Token));
        }
    }

    private async Task EndIfGoneAsync(UsedPod pod, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await _untilGone.ExecuteAsync(
                async token => ShownOf(pod) != Shown.Nowhere || await check.FindAsync(pod.Target, token) is null, cancellationToken);
            if (ReviewDoubt(pod))
            {
                return;
            }

            PodLog.Gone(logger, pod.Target.Pod);
            await Task.Delay(Grace, time, cancellationToken);
            await pod.Gone.CancelAsync();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The forward is over, and its connections with it.
        }
        catch (KubernetesException e)
        {
            // Who may not ask will not be told later either; anything else may pass, and the next change raises the question again.
            lock (_gate)
            {
                pod.IsDoubted = e is ApiException { Reason: ApiError.Forbidden };
            }

            PodLog.CannotTell(logger, e, pod.Target.Pod);
        }
    }

    /// <summary>
    /// Takes the doubt back if the pod is shown again, or nobody uses it any more, and tells whether it did. Else it stays doubted: it
    /// is gone, and needs no other question.
    /// </summary>
    private bool ReviewDoubt(UsedPod pod)
    {
        lock (_gate)
        {
            pod.IsDoubted = ShownOf(pod) != Shown.There;
            return !pod.IsDoubted;
        }
    }

    /// <summary>A pod that nobody uses, or of which nothing is known yet, leaves nothing to ask.</summary>
    private Shown ShownOf(UsedPod pod)
    {
        lock (_gate)
        {
            if (_snapshot is not { } snapshot || pod.Connections == 0)
            {
                return Shown.There;
            }

            return snapshot.Of<Pod>().FirstOrDefault(p => p.Metadata.Uid == pod.Target.Uid) switch
            {
                null => Shown.Nowhere,
                { HasEnded: true } => Shown.Ended,
                _ => Shown.There,
            };
        }
    }

    private enum Shown
    {
        There,
        Ended,
        Nowhere,
    }
}
