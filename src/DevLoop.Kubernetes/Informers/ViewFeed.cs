using DevLoop.Kubernetes.Resources;
using Microsoft.Extensions.Logging;

namespace DevLoop.Kubernetes.Informers;

/// <summary>
/// A view and who listens to its changes. The lock is what lets a new listener see every object exactly once. Reading takes
/// no lock.
/// </summary>
internal sealed class ViewFeed<T>(ILogger logger)
    where T : class, IResource<T>
{
    private readonly Lock _gate = new();
    private readonly Listeners<ResourceChange<T>> _listeners = new(logger, T.Kind.Plural);
    private readonly Listeners<ViewUpdate<T>> _updates = new(logger, T.Kind.Plural);
    private volatile ResourceView<T> _view = ResourceView<T>.Empty;

    public ResourceView<T> View => _view;

    /// <summary>Tells every object there is, as added, and from then on every change.</summary>
    public IDisposable Subscribe(Action<ResourceChange<T>> changed)
    {
        lock (_gate)
        {
            var listener = _listeners.Add(changed);
            foreach (var resource in _view)
            {
                listener.Call(new ResourceChange<T>(ResourceChangeType.Added, resource, null));
            }

            return listener;
        }
    }

    /// <summary>Tells what comes from now on, and together what comes together.</summary>
    public IDisposable SubscribeToUpdates(Action<ViewUpdate<T>> updated) => _updates.Add(updated);

    public void Put(T resource)
    {
        lock (_gate)
        {
            var (view, change) = _view.Put(resource);
            Set(new ViewUpdate<T>(view, change is null ? [] : [change]));
        }
    }

    public void Remove(T resource)
    {
        lock (_gate)
        {
            var (view, change) = _view.Remove(resource);
            Set(new ViewUpdate<T>(view, change is null ? [] : [change]));
        }
    }

    public void Replace(IEnumerable<T> list)
    {
        lock (_gate)
        {
            var (view, changes) = _view.Replace(list);
            Set(new ViewUpdate<T>(view, changes));
        }
    }

    /// <summary>Takes over another feed's update; its changes must be those that lead from the view here to the one there.</summary>
    public void Set(ViewUpdate<T> update)
    {
        lock (_gate)
        {
            _view = update.View;
            foreach (var change in update.Changes)
            {
                _listeners.Tell(change);
            }

            if (update.Changes.Count > 0)
            {
                _updates.Tell(update);
            }
        }
    }

    /// <summary>Lets nothing happen to the view meanwhile but what <paramref name="action"/> does.</summary>
    public void Exclusively(Action action)
    {
        lock (_gate)
        {
            action();
        }
    }
}
