using System.Net.Sockets;
using DevLoop.Kubernetes.Api;
using DevLoop.Sandbox.Faults;
using DevLoop.Soak.Cluster;

namespace DevLoop.Soak.Faults;

/// <summary>Does one thing after the other to the cluster, each as often as the others, in an order that is drawn.</summary>
/// <param name="seed">What it is drawn from.</param>
/// <param name="cluster">The cluster.</param>
/// <param name="forwards">Some forwards, to ask programs through.</param>
/// <param name="log">Where it is written down.</param>
internal sealed class FaultInjector(int seed, SoakCluster cluster, IReadOnlyList<Forward> forwards, FaultLog log)
{
    private const int ShortestPause = 1_500;
    private const int LongestPause = 3_500;
    private const int ShortestDown = 500;
    private const int LongestDown = 2_500;

    /// <summary>How long after its pod's end a connection may find that out, and new ones go to a program that is being started.</summary>
    private static readonly TimeSpan AfterPodEnd = TimeSpan.FromSeconds(5);

    /// <summary>What is opened later than that after a reset is on a session of its own.</summary>
    private static readonly TimeSpan AfterReset = TimeSpan.FromSeconds(1);

    /// <summary>How long the way to the pods may stay unknown after the API server is back.</summary>
    private static readonly TimeSpan AfterDown = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Slowness = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan SlowFor = TimeSpan.FromSeconds(3);

    private readonly Random _random = new(seed);
    private readonly List<FaultKind> _bag = [];

    /// <summary>Goes on until it is cancelled, and leaves everything up.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(ShortestPause, LongestPause)), TimeProvider.System, cancellationToken);
                await InjectAsync(Next(), Workload.All[_random.Next(Workload.All.Count)], cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end of the load.
        }
    }

    private FaultKind Next()
    {
        if (_bag.Count == 0)
        {
            _bag.AddRange(Enum.GetValues<FaultKind>());
        }

        var index = _random.Next(_bag.Count);
        var kind = _bag[index];
        _bag.RemoveAt(index);
        return kind;
    }

    private Task InjectAsync(FaultKind kind, Workload workload, CancellationToken cancellationToken) => kind switch
    {
        FaultKind.Rollout => DoAsync(kind, workload, FaultEffect.None, TimeSpan.Zero, () => cluster.RollOutAsync(workload)),
        FaultKind.PodDeleted => DoAsync(kind, workload, FaultEffect.None, TimeSpan.Zero, () => DeletePodAsync(workload, gracePeriod: null, cancellationToken)),
        FaultKind.PodKilled => DoAsync(kind, workload, FaultEffect.EndsPods, AfterPodEnd, () => DeletePodAsync(workload, TimeSpan.Zero, cancellationToken)),
        FaultKind.Crash => DoAsync(kind, workload, FaultEffect.EndsPods, AfterPodEnd, () => CrashAsync(workload, cancellationToken)),
        FaultKind.SessionsReset => DoAsync(kind, FaultEffect.Resets, AfterReset, cluster.Faults.AbortPortForwards),
        FaultKind.WatchesEnded => DoAsync(kind, FaultEffect.None, TimeSpan.Zero, cluster.Faults.EndWatches),
        FaultKind.WatchesAborted => DoAsync(kind, FaultEffect.None, TimeSpan.Zero, cluster.Faults.AbortWatches),
        FaultKind.WatchExpired => DoAsync(kind, FaultEffect.None, TimeSpan.Zero, ExpireWatch),
        FaultKind.ApiServerSlow => DoAsync(kind, null, FaultEffect.None, TimeSpan.Zero, () => SlowDownAsync(cancellationToken)),
        FaultKind.ApiServerDown => DoAsync(kind, null, FaultEffect.Resets, AfterDown, () => TakeDownAsync(cancellationToken)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private Task DoAsync(FaultKind kind, FaultEffect effect, TimeSpan after, Action act) => DoAsync(kind, null, effect, after, () =>
    {
        act();
        return Task.CompletedTask;
    });

    private async Task DoAsync(FaultKind kind, Workload? workload, FaultEffect effect, TimeSpan after, Func<Task> act)
    {
        var window = log.Begin(kind, workload, effect);
        try
        {
            await act();
        }
        catch (Exception e) when (e is ApiException or ClusterConnectionException or SocketException)
        {
            // The pod is gone already, or a fault from before is in the way.
        }
        finally
        {
            window.EndAfter(after);
        }
    }

    private async Task DeletePodAsync(Workload workload, TimeSpan? gracePeriod, CancellationToken cancellationToken)
    {
        var pods = await cluster.PodsAsync(workload, cancellationToken);
        if (pods.Count > 0)
        {
            await cluster.DeletePodAsync(pods[_random.Next(pods.Count)], gracePeriod, cancellationToken);
        }
    }

    /// <summary>Asks the pod of the moment, so that it is one with connections.</summary>
    private async Task CrashAsync(Workload workload, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", forwards.First(f => f.Workload == workload).LocalPorts["http"], cancellationToken);
        await client.Client.SendAsync("POST /crash?code=3 HTTP/1.1\r\nHost: pod\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), cancellationToken);
        await client.Client.ReceiveAsync(new byte[1], cancellationToken);
    }

    private void ExpireWatch()
    {
        cluster.Faults.ExpireNextWatch("pods", _random.Next(2) == 0 ? WatchExpiry.Event : WatchExpiry.Response);
        cluster.Faults.EndWatches();
    }

    private async Task SlowDownAsync(CancellationToken cancellationToken)
    {
        using var slow = cluster.Faults.Delay(Slowness);
        await Task.Delay(SlowFor, TimeProvider.System, cancellationToken);
    }

    private async Task TakeDownAsync(CancellationToken cancellationToken)
    {
        await cluster.StopApiServerAsync();
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(ShortestDown, LongestDown)), TimeProvider.System, cancellationToken);
        }
        finally
        {
            await cluster.StartApiServerAsync(CancellationToken.None);
        }
    }
}
