using DevLoop.Forwarding.Targets;

namespace DevLoop.Forwarding.Forwarders;

/// <summary>
/// Remembers of a forward's target that nothing listens on its port: who comes later need not wait to learn the same. That holds
/// until the pod changes, as it does when a container in it starts anew, or the port answers. Thread-safe.
/// </summary>
/// <param name="tracker">Knows in which version the pod is.</param>
internal sealed class SilentPort(TargetTracker tracker)
{
    private readonly Lock _gate = new();
    private (ForwardTarget Target, string? Version)? _known;

    /// <summary>Nothing listens there.</summary>
    public void Add(ForwardTarget target)
    {
        lock (_gate)
        {
            _known = (target, tracker.ShownVersion(target));
        }
    }

    /// <summary>Something does.</summary>
    public void Remove(ForwardTarget target)
    {
        lock (_gate)
        {
            if (_known?.Target == target)
            {
                _known = null;
            }
        }
    }

    /// <summary>Whether it is known that nothing listens there.</summary>
    public bool Contains(ForwardTarget target)
    {
        lock (_gate)
        {
            return _known == (target, tracker.ShownVersion(target));
        }
    }
}
