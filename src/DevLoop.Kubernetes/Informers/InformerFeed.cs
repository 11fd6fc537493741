using System.Collections.Immutable;
using DevLoop.Kubernetes.Resources;
using Microsoft.Extensions.Logging;

namespace DevLoop.Kubernetes.Informers;

/// <summary>
/// The view and the status of an informer, and who listens to them. Written by one task; the lock is what lets a new
/// listener see every object exactly once. Reading takes no lock.
/// </summary>
internal sealed class InformerFeed<T>(ILogger logger)
    where T : class, IResource<T>
{
    private readonly Lock _gate = new();
    private ImmutableArray<Action<ResourceChange<T>>> _listeners = [];
    private ImmutableArray<Action<InformerStatus>> _statusListeners = [];
    private volatile ResourceView<T> _view = ResourceView<T>.Empty;
    private volatile InformerStatus _status = new();

    public ResourceView<T> View => _view;

    public InformerStatus Status => _status;

    public IDisposable Subscribe(Action<ResourceChange<T>> changed)
    {
        lock (_gate)
        {
            foreach (var resource in _view)
            {
                Call(changed, new ResourceChange<T>(ResourceChangeType.Added, resource, null));
            }

            _listeners = _listeners.Add(changed);
        }

        return new Subscription(() => Locked(() => _listeners = _listeners.Remove(changed)));
    }

    public IDisposable SubscribeToStatus(Action<InformerStatus> changed)
    {
        lock (_gate)
        {
            Call(changed, _status);
            _statusListeners = _statusListeners.Add(changed);
        }

        return new Subscription(() => Locked(() => _statusListeners = _statusListeners.Remove(changed)));
    }

    public void Put(T resource)
    {
        lock (_gate)
        {
            (_view, var change) = _view.Put(resource);
            Tell(change);
        }
    }

    public void Remove(T resource)
    {
        lock (_gate)
        {
            (_view, var change) = _view.Remove(resource);
            Tell(change);
        }
    }

    public void Replace(IEnumerable<T> list)
    {
        lock (_gate)
        {
            (_view, var changes) = _view.Replace(list);
            foreach (var change in changes)
            {
                Tell(change);
            }
        }
    }

    public void Update(Func<InformerStatus, InformerStatus> update)
    {
        lock (_gate)
        {
            var next = update(_status);
            if (next == _status)
            {
                return;
            }

            _status = next;
            foreach (var listener in _statusListeners)
            {
                Call(listener, next);
            }
        }
    }

    private void Tell(ResourceChange<T>? change)
    {
        if (change is null)
        {
            return;
        }

        foreach (var listener in _listeners)
        {
            Call(listener, change);
        }
    }

    private void Locked(Action action)
    {
        lock (_gate)
        {
            action();
        }
    }

    /// <summary>A listener that fails harms neither the view nor the other listeners.</summary>
    private void Call<TArgument>(Action<TArgument> listener, TArgument argument)
    {
        try
        {
            listener(argument);
        }
        catch (Exception e)
        {
            InformerLog.ListenerFailed(logger, e, T.Kind.Plural);
        }
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
