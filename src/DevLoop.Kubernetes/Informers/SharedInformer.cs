using System.Collections.Immutable;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;
using Microsoft.Extensions.Logging;

namespace DevLoop.Kubernetes.Informers;

/// <summary>
/// One kind in one namespace, for all who need some of it. An informer follows what they need together; when that changes,
/// another one takes its place as soon as it has synced, and the users are told the differences.
/// </summary>
/// <remarks>
/// Two locks: the pool's guards who needs what and which informer is wanted, and nothing is called while it is held; the
/// feed's guards the view, so that each change in it comes from the current informer. Who takes both takes the feed's first.
/// </remarks>
internal sealed class SharedInformer<T> : ISharedInformer
    where T : class, IResource<T>
{
    private readonly Lock _gate;
    private readonly Func<ResourceSelector, Informer<T>> _create;
    private readonly RetiredInformers _retired;
    private readonly InformerPoolOptions _options;
    private readonly bool _canGet;
    private readonly Action _unused;
    private readonly ILogger _logger;
    private readonly ViewFeed<T> _feed;
    private readonly ITimer _timer;
    private volatile ImmutableHashSet<InformerLease<T>> _leases = [];
    private volatile Source? _current;
    private volatile Source? _wanted;
    private Pause _pause;
    private bool _ended;

    /// <param name="gate">The pool's lock.</param>
    /// <param name="create">Makes an informer.</param>
    /// <param name="retired">Where informers end.</param>
    /// <param name="options">The pool's options.</param>
    /// <param name="canGet">Whether an object's name is enough to get it.</param>
    /// <param name="unused">Called once, in the lock, when nobody has needed it for a while. It has ended then.</param>
    /// <param name="logger">Where to log.</param>
    /// <param name="time">The clock.</param>
    public SharedInformer(
        Lock gate,
        Func<ResourceSelector, Informer<T>> create,
        RetiredInformers retired,
        InformerPoolOptions options,
        bool canGet,
        Action unused,
        ILogger logger,
        TimeProvider time)
    {
        _gate = gate;
        _create = create;
        _retired = retired;
        _options = options;
        _canGet = canGet;
        _unused = unused;
        _logger = logger;
        _feed = new ViewFeed<T>(logger);
        _timer = time.CreateTimer(_ => Adjust(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What a timer runs for.</summary>
    private enum Pause
    {
        None,
        Settle,
        Linger,
    }

    public ResourceView<T> View => _feed.View;

    public IDisposable Subscribe(Action<ResourceChange<T>> changed) => _feed.Subscribe(changed);

    /// <summary>A new user. To be called in the lock; the lease is to be refreshed outside.</summary>
    public InformerLease<T> Rent(ResourceDemand demand)
    {
        var lease = new InformerLease<T>(this, demand, _logger);
        _leases = _leases.Add(lease);
        Rename();
        if (_wanted is { } wanted && demand.IsCoveredBy(wanted.Selector))
        {
            return lease;
        }

        if (_wanted == _current)
        {
            Schedule(Pause.Settle);
        }
        else
        {
            // An informer that is about to take over would be too little: it must not.
            Want(ResourceDemand.Union(_leases.Select(l => l.Demand)));
        }

        return lease;
    }

    /// <summary>A user less.</summary>
    public void Return(InformerLease<T> lease)
    {
        lock (_gate)
        {
            _leases = _leases.Remove(lease);
            Rename();
            Schedule(Pause.Linger);
        }
    }

    /// <summary>How <paramref name="demand"/> is followed.</summary>
    public InformerStatus StatusFor(ResourceDemand demand)
    {
        if (_current is { } current && demand.IsCoveredBy(current.Selector))
        {
            return current.Informer.Status.For(demand);
        }

        return _wanted is { } wanted ? wanted.Informer.Status.For(demand) with { IsSynced = false } : new InformerStatus();
    }

    /// <inheritdoc/>
    public void End()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        _timer.Dispose();
        foreach (var lease in _leases)
        {
            lease.Close();
        }

        foreach (var source in new[] { _current, _wanted }.OfType<Source>().Distinct())
        {
            _retired.Add(source.Informer);
        }
    }

    /// <summary>The names that are needed change more often than what is watched for them: no informer is replaced for that.</summary>
    private void Rename() => _wanted?.Informer.Rename(Names());

    private IReadOnlyCollection<string> Names() =>
        _canGet ? [.. _leases.Select(l => l.Demand.Name).OfType<string>().Distinct()] : [];

    /// <summary>A demand that nothing covers does not wait longer for others that come after it; a linger begins anew.</summary>
    private void Schedule(Pause pause)
    {
        if (_ended || _pause == Pause.Settle)
        {
            return;
        }

        _pause = pause;
        _timer.Change(pause == Pause.Settle ? _options.Settle : _options.Linger, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Makes what is followed what is needed: at once if it is too little, after a while if it is too much.</summary>
    private void Adjust()
    {
        lock (_gate)
        {
            var lingered = _pause == Pause.Linger;
            _pause = Pause.None;
            if (_ended)
            {
                return;
            }

            var union = ResourceDemand.Union(_leases.Select(l => l.Demand));
            var isShort = _leases.Any(l => _wanted is not { } wanted || !l.Demand.IsCoveredBy(wanted.Selector));
            if (!isShort && !lingered)
            {
                Schedule(Pause.Linger);
            }
            else if (_leases.IsEmpty)
            {
                End();
                _unused();
            }
            else if (union != _wanted?.Selector)
            {
                Want(union);
            }
        }

        RefreshLeases();
    }

    private void Want(ResourceSelector selector)
    {
        if (_wanted is { } wanted && wanted != _current)
        {
            _retired.Add(wanted.Informer);
        }

        if (_current?.Selector == selector)
        {
            _wanted = _current;
            Rename();
            return;
        }

        var source = new Source(_create(selector), selector);
        _wanted = source;
        Rename();
        source.Informer.Listen(update => Update(source, update), _ => Promote(source));
        source.Informer.Start();
    }

    private void Update(Source source, ViewUpdate<T> update) => _feed.Exclusively(() =>
    {
        if (source == _current)
        {
            _feed.Set(update);
        }
    });

    /// <summary>Puts an informer that has synced in the place of the one before, if it is still wanted.</summary>
    private void Promote(Source source)
    {
        if (source != _current && source.Informer.Status.IsSynced)
        {
            _feed.Exclusively(() =>
            {
                if (TryMakeCurrent(source))
                {
                    _feed.Replace(source.Informer.View);
                }
            });
        }

        RefreshLeases();
    }

    private bool TryMakeCurrent(Source source)
    {
        lock (_gate)
        {
            if (_ended || source != _wanted || source == _current)
            {
                return false;
            }

            if (_current is { } previous)
            {
                _retired.Add(previous.Informer);
            }

            _current = source;
            return true;
        }
    }

    private void RefreshLeases()
    {
        foreach (var lease in _leases)
        {
            lease.Refresh();
        }
    }

    private sealed record Source(Informer<T> Informer, ResourceSelector Selector);
}
