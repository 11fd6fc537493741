using Microsoft.Extensions.Logging;

namespace DevLoop.Kubernetes.Informers;

/// <summary>A status and who listens to it. Reading takes no lock.</summary>
internal sealed class StatusFeed(ILogger logger, string resource)
{
    private readonly Lock _gate = new();
    private readonly Listeners<InformerStatus> _listeners = new(logger, resource);
    private volatile InformerStatus _current = new();

    public InformerStatus Current => _current;

    /// <summary>Tells the status there is, and from then on every other one.</summary>
    public IDisposable Subscribe(Action<InformerStatus> changed)
    {
        lock (_gate)
        {
            var listener = _listeners.Add(changed);
            listener.Call(_current);
            return listener;
        }
    }

    /// <summary>Tells what comes from now on.</summary>
    public IDisposable SubscribeToUpdates(Action<InformerStatus> changed) => _listeners.Add(changed);

    public void Update(Func<InformerStatus, InformerStatus> update)
    {
        lock (_gate)
        {
            var next = update(_current);
            if (next != _current)
            {
                _current = next;
                _listeners.Tell(next);
            }
        }
    }
}
