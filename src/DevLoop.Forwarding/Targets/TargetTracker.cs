using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Targets;

/// <summary>The target of one entry as it changes, and a way to wait for one.</summary>
internal sealed class TargetTracker : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PortForwardEntry _entry;
    private readonly Action<TargetState> _changed;
    private readonly Dictionary<(string Uid, string Version), Pod?> _corrections = [];
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
            var shown = snapshot.Of<Pod>().Select(Version).ToHashSet();
            foreach (var outdated in _corrections.Keys.Where(v => !shown.Contains(v)).ToList())
            {
                _corrections.Remove(outdated);
            }

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
            if (VersionOf(target) is not { } version || (_corrections.TryGetValue(version, out var known) && known is null))
            {
                return false;
            }

            _corrections[version] = null;
            Choose();
            return true;
        }
    }

    /// <summary>
    /// What the cluster answered, when asked for the pod by its name, that it is like. That counts until the watch shows the pod in
    /// another version than at the time of the question.
    /// </summary>
    /// <param name="target">The pod.</param>
    /// <param name="version">What <see cref="ShownVersion"/> gave before the question.</param>
    /// <param name="pod">The pod; null when it is gone.</param>
    public void Correct(ForwardTarget target, string version, Pod? pod)
    {
        lock (_gate)
        {
            if (VersionOf(target) == (target.Uid, version) && pod?.Metadata.ResourceVersion != version)
            {
                _corrections[(target.Uid, version)] = pod;
                Choose();
            }
        }
    }

    /// <summary>The version in which the watch shows the pod; null when it does not.</summary>
    public string? ShownVersion(ForwardTarget target)
    {
        lock (_gate)
        {
            return VersionOf(target)?.Version;
        }
    }

    /// <summary>A pod that was lost is there all the same.</summary>
    public void Find(ForwardTarget target)
    {
        lock (_gate)
        {
            foreach (var lost in _corrections.Where(c => c.Key.Uid == target.Uid && c.Value is null).ToList())
            {
                _corrections.Remove(lost.Key);
            }

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

        var shown = _corrections.Count == 0 ? snapshot : snapshot.With<Pod>([.. snapshot.Of<Pod>().Select(Corrected).OfType<Pod>()]);
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

    private Pod? Corrected(Pod pod) => _corrections.TryGetValue(Version(pod), out var correction) ? correction : pod;

    private (string Uid, string Version)? VersionOf(ForwardTarget target) =>
        !_disposed && _snapshot?.Of<Pod>().FirstOrDefault(p => p.Metadata.Uid == target.Uid) is { } pod ? Version(pod) : null;

    private static (string Uid, string Version) Version(Pod pod) => (pod.Metadata.Uid, pod.Metadata.ResourceVersion);

    private static TaskCompletionSource<ForwardTarget> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
