using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Tests.Nodes;

internal sealed class EvictionTests
{
    [Test]
    public async Task A_pod_that_its_node_evicts_stays_as_failed_and_does_not_start_again()
    {
        await using var node = await RunningNode.StartAsync();
        node.CreatePod("web");
        var running = await node.WaitForReadyAsync("web");
        Assert.That(node.Node.Evict(node.Store.Get(GroupResource.Pods, "default", "web"), "The node was low on resource: memory."), Is.True);
        var evicted = await node.WaitForAsync("web", "eviction", pod => pod.Text("status", "phase") == "Failed");

        Assert.Multiple(() =>
        {
            Assert.That(running.Text("status", "reason"), Is.Null);
            Assert.That(evicted.Text("status", "reason"), Is.EqualTo("Evicted"));
            Assert.That(evicted.Text("status", "message"), Is.EqualTo("The node was low on resource: memory."));
            Assert.That(RunningNode.Container(evicted).Object("state", "terminated"), Is.Not.Null);
            Assert.That(node.Events().Select(e => e.Text("reason")), Does.Contain("Evicted"));
        });
    }

    [Test]
    public async Task An_evicted_pod_can_be_deleted()
    {
        await using var node = await RunningNode.StartAsync();
        node.CreatePod("web");
        await node.WaitForReadyAsync("web");
        node.Node.Evict(node.Store.Get(GroupResource.Pods, "default", "web"), "The node was low on resource: memory.");
        await node.WaitForAsync("web", "eviction", pod => pod.Text("status", "phase") == "Failed");
        node.DeletePod("web", 30);

        await node.WaitForRemovalAsync("web");
    }
}
