using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Informers;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Reach;

/// <summary>The cluster as a run follows it: through informers that all share, whose luck says whether it can be reached.</summary>
/// <param name="pool">Who follows it.</param>
/// <param name="reach">Who is told how that goes.</param>
internal sealed class FollowedCluster(InformerPool pool, ClusterReach reach)
{
    /// <summary>Begins to follow what <paramref name="demand"/> says, see <see cref="InformerPool.Rent"/>.</summary>
    /// <param name="ns">The namespace; null for all of them.</param>
    /// <param name="demand">Which of the objects.</param>
    /// <param name="changed">Called from any task when there is something new; it must be quick.</param>
    /// <typeparam name="T">The kind.</typeparam>
    public InformerLease<T> Rent<T>(string? ns, ResourceDemand demand, Action changed)
        where T : class, IResource<T>
    {
        reach.Asked();
        var lease = pool.Rent<T>(ns, demand);
        InformerStatus? last = null;
        lease.Subscribe(_ => changed());
        lease.SubscribeToStatus(status =>
        {
            Judge(last, status);
            last = status;
            changed();
        });
        return lease;
    }

    /// <summary>Only what has just happened says something of the cluster: how others go on may be known to be old.</summary>
    private void Judge(InformerStatus? last, InformerStatus now)
    {
        if (last is null)
        {
            return;
        }

        if (now.Failure is { } failure)
        {
            if (now.FailuresInARow > last.FailuresInARow && !IsCutWatch(now))
            {
                reach.Failed(failure);
            }
        }
        else if (last.Failure is not null || now.IsSynced != last.IsSynced)
        {
            reach.Answered();
        }
    }

    /// <summary>Load balancers cut watches that are silent for minutes. The next one is on its way.</summary>
    private static bool IsCutWatch(InformerStatus status) =>
        status is { IsSynced: true, FailuresInARow: 1, Failure: ClusterConnectionException { Reason: ClusterConnectionError.ConnectionLost } };
}
