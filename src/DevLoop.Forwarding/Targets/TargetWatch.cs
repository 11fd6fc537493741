using System.Threading.Channels;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Reach;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Informers;

namespace DevLoop.Forwarding.Targets;

/// <summary>
/// Follows what the target of a resource depends on, and no other object of the cluster: what that is may change with the resource.
/// One task does all the work, from the first moment to <see cref="DisposeAsync"/>.
/// </summary>
internal sealed class TargetWatch : IAsyncDisposable
{
    private readonly FollowedCluster _cluster;
    private readonly ResourceReference _resource;
    private readonly string _namespace;
    private readonly Action<ResourceSnapshot> _changed;
    private readonly Dictionary<TargetDemand, ITargetLease> _leases = [];
    private readonly Task _work;

    /// <summary>However many changes there are while one is looked at, they make one more look.</summary>
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Begins to follow.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="resource">What to follow.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="changed">
    /// Called with what is known after each change, once all that matters is known or known to be out of reach. One call at a time.
    /// </param>
    public TargetWatch(FollowedCluster cluster, ResourceReference resource, string ns, Action<ResourceSnapshot> changed)
    {
        _cluster = cluster;
        _resource = resource;
        _namespace = ns;
        _changed = changed;
        Changed();
        _work = Task.Run(FollowAsync);
    }

    /// <summary>Completes when it is disposed of; fails when it cannot go on.</summary>
    public Task Completion => _work;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _news.Writer.TryComplete();
        await _work;
    }

    private void Changed() => _news.Writer.TryWrite(true);

    private async Task FollowAsync()
    {
        try
        {
            await foreach (var _ in _news.Reader.ReadAllAsync())
            {
                if (Look() is { } snapshot)
                {
                    _changed(snapshot);
                }
            }
        }
        finally
        {
            foreach (var lease in _leases.Values)
            {
                lease.Dispose();
            }
        }
    }

    /// <summary>What is known; null as long as something that matters is on its way.</summary>
    private ResourceSnapshot? Look()
    {
        var (statuses, snapshot) = Known();
        for (var demands = TargetDemands.Of(_resource, _namespace, snapshot); !_leases.Keys.ToHashSet().SetEquals(demands);)
        {
            Follow(demands);
            (statuses, snapshot) = Known();
            demands = TargetDemands.Of(_resource, _namespace, snapshot);
        }

        var missing = statuses.Where(s => !s.IsSynced).ToList();
        if (missing.Exists(s => s.Failure is null))
        {
            return null;
        }

        // One failure is nothing to speak of: watches end now and then, and the next one is on its way.
        var outdated = statuses.Find(s => s is { IsSynced: true, FailuresInARow: > 1 })?.Failure;
        var unknown = (missing.FirstOrDefault() ?? statuses.Find(IsOfAnotherCluster))?.Failure;
        return snapshot with
        {
            Unknown = unknown?.Message.TrimEnd('.'),
            IsClusterLost = ClusterReach.IsLoss(unknown ?? outdated),
            Missing = [.. statuses.SelectMany(s => s.Missing)],
            Outdated = outdated?.Message,
        };
    }

    /// <summary>What answers cannot prove that it is the cluster: whatever is known leads nowhere.</summary>
    private static bool IsOfAnotherCluster(InformerStatus status) =>
        status is { FailuresInARow: > 1, Failure: ClusterConnectionException { Reason: ClusterConnectionError.TlsFailed } };

    /// <summary>First how far each lease is: what one that was behind holds a moment later would else be taken for all there is.</summary>
    private (List<InformerStatus> Statuses, ResourceSnapshot Snapshot) Known()
    {
        var statuses = _leases.Values.Select(l => l.Status).ToList();
        return (statuses, _leases.Values.Where(l => l.Status.IsSynced).Aggregate(ResourceSnapshot.Empty, (snapshot, lease) => lease.AddTo(snapshot)));
    }

    private void Follow(IReadOnlyList<TargetDemand> demands)
    {
        foreach (var gone in _leases.Keys.Except(demands).ToList())
        {
            _leases.Remove(gone, out var lease);
            lease!.Dispose();
        }

        foreach (var demand in demands.Where(d => !_leases.ContainsKey(d)))
        {
            _leases.Add(demand, demand.Follow(_cluster, _namespace, Changed));
        }
    }
}
