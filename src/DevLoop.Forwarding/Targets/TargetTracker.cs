using DevLoop.Forwarding.Configuration;

namespace DevLoop.Forwarding.Targets;

/// <summary>The target of one entry as it changes, and a way to wait for one.</summary>
/// <param name="entry">The entry.</param>
/// <param name="changed">Called with each state that differs from the one before, in order; from many tasks, one at a time.</param>
internal sealed class TargetTracker(PortForwardEntry entry, Action<TargetState> changed)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<ForwardTarget> _next = NewSource();
    private TargetState _state = TargetState.Waiting("the cluster has not been asked yet");
    private ResourceSnapshot? _snapshot;
    private ForwardTarget? _last;
    private (string Uid, string Version)? _lost;

    /// <summary>The state now.</summary>
    public TargetState State
    {
        get
        {
            lock (_gate)
            {
                return _state;
            }
        }
    }

    /// <summary>The current target, or the next one when there is none.</summary>
    public Task<ForwardTarget> WaitAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _state.Target is { } target ? Task.FromResult(target) : _next.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Takes note of what the cluster shows.</summary>
    public void Update(ResourceSnapshot snapshot)
    {
        lock (_gate)
        {
            _snapshot = snapshot;
            Choose(snapshot);
        }
    }

    /// <summary>
    /// The pod turned out to be gone before the cluster's watch said so: it is passed over until the watch shows it changed.
    /// </summary>
    public void Lose(ForwardTarget target)
    {
        lock (_gate)
        {
            if (_snapshot?.Pods.FirstOrDefault(p => p.Metadata.Uid == target.Uid) is { } pod)
            {
                _lost = (pod.Metadata.Uid, pod.Metadata.ResourceVersion);
                Choose(_snapshot);
            }
        }
    }

    private void Choose(ResourceSnapshot snapshot)
    {
        var pods = snapshot.Pods.Where(p => (p.Metadata.Uid, p.Metadata.ResourceVersion) != _lost).ToList();
        var state = entry.Resource.Type switch
        {
            ResourceType.Pod => TargetChoice.ForPod(entry, pods.Find(p => p.Metadata.Name == entry.Resource.Name)),
            ResourceType.Service => TargetChoice.ForService(entry, snapshot.Service, pods, _last),
            _ => throw new InvalidOperationException($"No rule for {entry.Resource.Type}."),
        };
        if (state == _state)
        {
            return;
        }

        _state = state;
        if (state.Target is { } target)
        {
            _last = target;
            _next.TrySetResult(target);
            _next = NewSource();
        }

        changed(state);
    }

    private static TaskCompletionSource<ForwardTarget> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
