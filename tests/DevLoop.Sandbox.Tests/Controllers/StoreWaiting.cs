using System.Threading.Channels;
using DevLoop.Sandbox.Storage;
using DevLoop.Testing;

namespace DevLoop.Sandbox.Tests.Controllers;

/// <summary>Waits for a state of the cluster, and looks at every change on the way.</summary>
internal static class StoreWaiting
{
    private static readonly GroupResource[] Watched =
    [
        GroupResource.Pods, GroupResource.ReplicationControllers, GroupResource.Deployments, GroupResource.ReplicaSets, GroupResource.StatefulSets,
        GroupResource.DaemonSets, GroupResource.ControllerRevisions, GroupResource.Jobs, GroupResource.CronJobs, GroupResource.Services, GroupResource.EndpointSlices,
    ];

    /// <summary>Completes once <paramref name="look"/> finds something.</summary>
    public static async Task<T> UntilAsync<T>(this ObjectStore store, string what, Func<T?> look)
        where T : class
    {
        using var stop = new CancellationTokenSource();
        var changes = Channel.CreateUnbounded<bool>();
        var from = store.ResourceVersion;
        var watches = Watched.Select(r => FollowAsync(store, r, from, changes.Writer, stop.Token)).ToList();
        try
        {
            while (true)
            {
                if (look() is { } found)
                {
                    return found;
                }

                await changes.Reader.ReadAsync(CancellationToken.None).AsTask().Within(what);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(watches);
        }
    }

    private static async Task FollowAsync(ObjectStore store, GroupResource resource, long from, ChannelWriter<bool> changes, CancellationToken stop)
    {
        try
        {
            await foreach (var _ in store.WatchAsync(resource, null, from, stop))
            {
                changes.TryWrite(true);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody waits any more.
        }
    }
}
