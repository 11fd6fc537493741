using System.Text.Json.Nodes;
using DevLoop.Sandbox.Hosting;
using DevLoop.Sandbox.Storage;
using DevLoop.Testing;

namespace DevLoop.Sandbox.Tests.Hosting;

internal sealed class SandboxClusterTests
{
    [Test]
    public async Task A_cluster_whose_node_fails_says_so_and_can_still_be_disposed()
    {
        var clock = new BreakableClock();
        await using var cluster = await SandboxCluster.StartAsync(new SandboxOptions { Clock = clock }, CancellationToken.None);
        cluster.Store.Create(GroupResource.Pods, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "web", ["namespace"] = "default" },
            ["spec"] = new JsonObject { ["nodeName"] = "another" },
        });
        clock.IsBroken = true;

        // To assign the pod, the node asks for the time.
        cluster.Store.Update(GroupResource.Pods, "default", "web", pod =>
        {
            pod["spec"] = new JsonObject();
            return pod;
        });

        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.Completion.Within("end of the cluster"));
        Assert.That(failed!.Message, Is.EqualTo("The sandbox cluster has failed: the clock is broken"));
        Assert.That(async () => await cluster.DisposeAsync().AsTask().Within("end of the cluster"), Throws.Nothing);
    }

    [Test]
    public async Task A_cluster_that_is_disposed_completes()
    {
        var cluster = await SandboxCluster.StartAsync(new SandboxOptions(), CancellationToken.None);
        Assert.That(cluster.Completion.IsCompleted, Is.False);

        await cluster.DisposeAsync().AsTask().Within("end of the cluster");

        Assert.That(cluster.Completion.IsCompletedSuccessfully, Is.True);
    }

    private sealed class BreakableClock : TimeProvider
    {
        private volatile bool _isBroken;

        public bool IsBroken
        {
            get => _isBroken;
            set => _isBroken = value;
        }

        public override DateTimeOffset GetUtcNow() => IsBroken ? throw new InvalidOperationException("the clock is broken") : System.GetUtcNow();
    }
}
