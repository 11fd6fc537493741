using DevLoop.Kubernetes;
using DevLoop.Kubernetes.Resources;
using Microsoft.Extensions.Logging;
using Polly;

namespace DevLoop.Forwarding.Targets;

/// <summary>
/// Finds out whether a pod is still there where the cluster's watch leaves that open. A watch that is late, was cut, or follows
/// a selector that the pod does not match any longer proves nothing: only a pod that has ended, or a question for it by name, does.
/// </summary>
/// <param name="check">Asks for one pod.</param>
/// <param name="found">Called with a pod that was reported lost and is there all the same; from any task.</param>
/// <param name="logger">Where to log.</param>
/// <param name="time">The clock.</param>
internal sealed class PodPresence(IPodCheck check, Action<ForwardTarget> found, ILogger logger, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How long the connections to a pod that is gone live on, so that bytes under way still arrive.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>How long a pod that was reported lost is left alone before it is asked for.</summary>
    public static readonly TimeSpan LossHolds = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, UsedPod> _used = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly ResiliencePipeline<bool> _untilAnswered = PodCheckPipeline.UntilAnswered(time);
    private readonly ResiliencePipeline<bool> _untilGone = PodCheckPipeline.UntilGone(time);
    private ResourceSnapshot? _snapshot;
    private Task _work = Task.CompletedTask;

    /// <summary>Takes note of what the cluster shows.</summary>
    public void Update(ResourceSnapshot snapshot)
    {
        lock (_gate)
        {
            _snapshot = snapshot;
            foreach (var pod in _used.Values)
            {
                Doubt(pod);
            }
        }
    }

    /// <summary>A connection goes to this pod until the result is disposed of.</summary>
    public PodUse Use(ForwardTarget target)
    {
        lock (_gate)
        {
            if (!_used.TryGetValue(target.Uid, out var pod))
            {
                _used.Add(target.Uid, pod = new UsedPod(target));
            }

            pod.Connections++;
            Doubt(pod);
            return new PodUse(() => Leave(pod), pod.Gone.Token);
        }
    }

    /// <summary>Asks for a pod that was reported lost, after <see cref="LossHolds"/>, and says so if it is there.</summary>
    public void Confirm(ForwardTarget lost)
    {
        lock (_gate)
        {
            Work(ConfirmAsync(lost, _stop.Token));
        }
    }

    /// <summary>Ends all questions.</summary>
    public async ValueTask DisposeAsync()
    {
        Task work;
        lock (_gate)
        {
            work = _work;
        }

        await _stop.CancelAsync();
        await work;
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

    private void Doubt(UsedPod pod)
    {
        if (!pod.IsDoubted && WhatIsShown(pod) != Shown.There)
        {
            pod.IsDoubted = true;
            Work(EndIfGoneAsync(pod, _stop.Token));
        }
    }

    private void Work(Task task) => _work = Task.WhenAll(_work, task);

    private async Task ConfirmAsync(ForwardTarget lost, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(LossHolds, time, cancellationToken);
            if (await _untilAnswered.ExecuteAsync(async token => await check.IsGoneAsync(lost, token), cancellationToken))
            {
                PodLog.StaysLost(logger, lost.Pod);
            }
            else
            {
                found(lost);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The forward is over.
        }
        catch (KubernetesException e)
        {
            // Nobody will ever say: what reported the loss may have been wrong.
            PodLog.CannotTell(logger, e, lost.Pod);
            found(lost);
        }
    }

    private async Task EndIfGoneAsync(UsedPod pod, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await _untilGone.ExecuteAsync(
                async token => Look(pod) != Shown.Nowhere || await check.IsGoneAsync(pod.Target, token), cancellationToken);
            if (IsThereAfterAll(pod))
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
            PodLog.CannotTell(logger, e, pod.Target.Pod);
        }
    }

    private bool IsThereAfterAll(UsedPod pod)
    {
        lock (_gate)
        {
            pod.IsDoubted = WhatIsShown(pod) != Shown.There;
            return !pod.IsDoubted;
        }
    }

    private Shown Look(UsedPod pod)
    {
        lock (_gate)
        {
            return WhatIsShown(pod);
        }
    }

    /// <summary>A pod that nobody uses, or of which nothing is known yet, leaves nothing to ask.</summary>
    private Shown WhatIsShown(UsedPod pod)
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

    private enum Shown
    {
        There,
        Ended,
        Nowhere,
    }

    private sealed class UsedPod(ForwardTarget target)
    {
        public ForwardTarget Target => target;

        public int Connections { get; set; }

        public bool IsDoubted { get; set; }

        /// <summary>Cancelled once it is gone. It has no timer and links to no other source: there is nothing to dispose of.</summary>
        public CancellationTokenSource Gone { get; } = new();
    }
}
