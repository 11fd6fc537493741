using System.Collections.Immutable;
using DevLoop.Kubernetes.Resources;
using Microsoft.Extensions.Logging;

namespace DevLoop.Kubernetes.Informers;

/// <summary>
/// One user's share of an informer of a pool. The view holds what the user needs once <see cref="InformerStatus.IsSynced"/>;
/// it also holds what other users of the same kind and namespace need, so what is read from it must be picked from it.
/// </summary>
/// <typeparam name="T">The kind.</typeparam>
public sealed class InformerLease<T> : IDisposable
    where T : class, IResource<T>
{
    private readonly SharedInformer<T> _shared;
    private readonly StatusFeed _status;
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableArray<IDisposable> _subscriptions = [];
    private int _disposed;

    internal InformerLease(SharedInformer<T> shared, ResourceDemand demand, ILogger logger)
    {
        _shared = shared;
        _status = new StatusFeed(logger, T.Kind.Plural);
        Demand = demand;
    }

    /// <summary>What the user needs.</summary>
    public ResourceDemand Demand { get; }

    /// <summary>The objects as they are known now.</summary>
    public ResourceView<T> View => _shared.View;

    /// <summary>How what this user needs is followed.</summary>
    public InformerStatus Status => _status.Current;

    /// <inheritdoc cref="Informer{T}.Subscribe"/>
    /// <exception cref="ObjectDisposedException">The lease has ended.</exception>
    public IDisposable Subscribe(Action<ResourceChange<T>> changed) => Keep(_shared.Subscribe(changed));

    /// <inheritdoc cref="Informer{T}.SubscribeToStatus"/>
    /// <exception cref="ObjectDisposedException">The lease has ended.</exception>
    public IDisposable SubscribeToStatus(Action<InformerStatus> changed) => Keep(_status.Subscribe(changed));

    /// <summary>Completes when the view holds what this user needs. A failure does not end it: see <see cref="Status"/>.</summary>
    /// <exception cref="ObjectDisposedException">The lease or the pool was disposed of before.</exception>
    public Task WaitForSyncAsync(CancellationToken cancellationToken) => _synced.Task.WaitAsync(cancellationToken);

    /// <summary>Ends the lease and its subscriptions. A call to a listener that runs at this moment is not waited for.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        foreach (var subscription in ImmutableInterlocked.InterlockedExchange(ref _subscriptions, []))
        {
            subscription.Dispose();
        }

        Close();
        _shared.Return(this);
    }

    /// <summary>Takes over what is true of the shared informer now.</summary>
    internal void Refresh()
    {
        _status.Update(_ => _shared.StatusFor(Demand));
        if (Status.IsSynced)
        {
            _synced.TrySetResult();
        }
    }

    /// <summary>Ends the waits.</summary>
    internal void Close()
    {
        _synced.TrySetException(new ObjectDisposedException(nameof(InformerLease<>)));
        // Nobody may have waited: then nobody has to see it.
        _ = _synced.Task.Exception;
    }

    private IDisposable Keep(IDisposable subscription)
    {
        ImmutableInterlocked.Update(ref _subscriptions, static (all, added) => all.Add(added), subscription);
        if (Volatile.Read(ref _disposed) != 0)
        {
            subscription.Dispose();
            throw new ObjectDisposedException(nameof(InformerLease<>));
        }

        return subscription;
    }
}
