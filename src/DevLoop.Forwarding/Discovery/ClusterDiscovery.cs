using System.Threading.Channels;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Reach;
using DevLoop.Kubernetes.Informers;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Discovery;

/// <summary>
/// Follows what there is to forward of a run: what appears later is found, what goes is forgotten. One task does all the work,
/// from the first moment to <see cref="DisposeAsync"/>.
/// </summary>
internal sealed class ClusterDiscovery : IAsyncDisposable
{
    private readonly FollowedCluster _cluster;
    private readonly DiscoveryScope _scope;
    private readonly Action<IReadOnlyList<PortForwardEntry>> _changed;
    private readonly Action _foundNothing;
    private readonly Action<string> _warn;
    private readonly List<InformerLease<Service>> _services = [];
    private readonly List<InformerLease<Pod>> _pods = [];
    private readonly HashSet<MissingPermission> _lacks = [];
    private readonly Task _work;

    /// <summary>However many changes there are while one is looked at, they make one more look.</summary>
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private HashSet<string> _problems = [];
    private IReadOnlyList<PortForwardEntry> _entries = [];
    private bool _hasLookedEverywhere;

    /// <summary>Begins to follow the kinds that the modes need, and no others.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="scope">What to look for, and where.</param>
    /// <param name="changed">
    /// Called with all that there is to forward, in the order of <see cref="DiscoveredEntries"/>, whenever that is something else
    /// than before; at first it is nothing. Not before each place has been looked in, or could not be: what comes first there must
    /// not be first to claim its local port. One call at a time, of all three callbacks.
    /// </param>
    /// <param name="foundNothing">Called at most once: each place could be looked in, and there is nothing yet.</param>
    /// <param name="warn">Called once with each sentence about what is not forwarded, or late, because it may not be looked at or cannot be read.</param>
    public ClusterDiscovery(FollowedCluster cluster, DiscoveryScope scope, Action<IReadOnlyList<PortForwardEntry>> changed, Action foundNothing, Action<string> warn)
    {
        _cluster = cluster;
        _scope = scope;
        _changed = changed;
        _foundNothing = foundNothing;
        _warn = warn;
        _work = Task.Run(FollowAsync);
    }

    /// <summary>Completes when it is disposed of; fails when it cannot go on, as when a callback fails.</summary>
    public Task Completion => _work;

    /// <summary>Ends it; no callback is called afterwards. Not to be waited for by a callback.</summary>
    public async ValueTask DisposeAsync()
    {
        _news.Writer.TryComplete();

        // Why it could not go on is for who watches over its completion.
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task FollowAsync()
    {
        try
        {
            foreach (var ns in _scope.Namespaces?.Distinct() ?? [null])
            {
                Rent(ns);
            }

            await foreach (var _ in _news.Reader.ReadAllAsync())
            {
                Look();
            }
        }
        finally
        {
            foreach (var lease in _services.Concat<IDisposable>(_pods))
            {
                lease.Dispose();
            }
        }
    }

    private void Rent(string? ns)
    {
        if (_scope.Modes.HasFlag(ForwardModes.Services))
        {
            Rent(ns, _services);
        }

        if ((_scope.Modes & (ForwardModes.Pods | ForwardModes.Debug)) != ForwardModes.None)
        {
            Rent(ns, _pods);
        }
    }

    private void Rent<T>(string? ns, List<InformerLease<T>> leases)
        where T : class, IResource<T> => leases.Add(_cluster.Rent<T>(ns, _scope.Run.Demand, () => _news.Writer.TryWrite(true)));

    private void Look()
    {
        IReadOnlyList<InformerStatus> statuses = [.. _services.Select(l => l.Status), .. _pods.Select(l => l.Status)];
        foreach (var lack in statuses.SelectMany(s => s.Missing))
        {
            if (DiscoveryPermissions.WhatLackCosts(lack, _scope.Modes) is { } sentence && _lacks.Add(lack))
            {
                _warn(sentence);
            }
        }

        var isFirst = !_hasLookedEverywhere;
        _hasLookedEverywhere = _hasLookedEverywhere || statuses.All(s => s.IsSynced || s.Failure is not null);
        if (_hasLookedEverywhere)
        {
            Report(DiscoveredEntries.From(_scope.Modes, _scope.Run, _services.SelectMany(l => l.View), _pods.SelectMany(l => l.View)));
            if (isFirst && _entries.Count == 0 && statuses.All(s => s.IsSynced))
            {
                _foundNothing();
            }
        }
    }

    private void Report(DiscoveredEntries found)
    {
        foreach (var problem in found.Problems.Where(p => !_problems.Contains(p)))
        {
            _warn(problem);
        }

        // What is gone is forgotten, so that this stays as small as the cluster.
        _problems = [.. found.Problems];
        if (!found.Entries.SequenceEqual(_entries))
        {
            _entries = found.Entries;
            _changed(_entries);
        }
    }
}
