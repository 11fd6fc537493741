using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Targets;

/// <summary>The target of one entry as it changes, and a way to wait for one.</summary>
internal sealed class TargetTracker : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PortForwardEntry _entry;
    private readonly Action<TargetState> _changed;
    private readonly HashSet<(string Uid, string Version)> _lost = [];
    private TaskCompletionSource<ForwardTarget> _next = NewSource();
    private TargetState _state = TargetState.None("the cluster has not been asked yet");
    private ResourceSnapshot? _snapshot;
    private ForwardTarget? _last;
    private bool _disposed;

    /// <param name="entry">The entry.</param>
    /// <param name="changed">Called with each state that differs from the one before, in order; from many tasks, one at a time.</param>
    public TargetTracker(PortForwardEntry entry, Action<TargetState> changed)
    {
        _entry = entry;
        _changed = changed;
    }

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
            _lost.IntersectWith(snapshot.Of<Pod>().Select(Version));
            Choose();
        }
    }

    /// <summary>
    /// The pod turned out to be gone before the cluster's watch said so: it is passed over until the watch shows it changed, or
    /// until <see cref="Find"/>.
    /// </summary>
    /// <returns>Whether that is news.</returns>
    public bool Lose(ForwardTarget target)
    {
        lock (_gate)
        {
            if (_disposed || _snapshot?.Of<Pod>().FirstOrDefault(p => p.Metadata.Uid == target.Uid) is not { } pod || !_lost.Add(Version(pod)))
            {
                return false;
            }

            Choose();
            return true;
        }
    }

    /// <summary>A pod that was lost is there all the same.</summary>
    public void Find(ForwardTarget target)
    {
        lock (_gate)
        {
            _lost.RemoveWhere(l => l.Uid == target.Uid);
            Choose();
        }
    }

    /// <summary>Ends it: nothing is called from then on, and the state stays as it is.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }
    }

    private void Choose()
    {
        if (_disposed || _snapshot is not { } snapshot)
        {
            return;
        }

        var shown = _lost.Count == 0 ? snapshot : snapshot.With<Pod>([.. snapshot.Of<Pod>().Where(p => !_lost.Contains(Version(p)))]);
        var state = TargetChoice.For(_entry, shown, _last);
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

        _changed(state);
    }

    private static (string Uid, string Version) Version(Pod pod) => (pod.Metadata.Uid, pod.Metadata.ResourceVersion);

    private static TaskCompletionSource<ForwardTarget> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
