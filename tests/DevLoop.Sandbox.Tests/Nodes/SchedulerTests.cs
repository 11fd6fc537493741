using System.Text.Json.Nodes;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Tests.Nodes;

[TestFixture]
internal sealed class SchedulerTests
{
    private RunningNode _node = null!;

    [SetUp]
    public async Task StartNode() => _node = await RunningNode.StartAsync();

    [TearDown]
    public async Task StopNode() => await _node.DisposeAsync();

    [Test]
    public async Task A_pod_that_selects_another_node_stays_pending_and_is_told_why_once()
    {
        _node.CreatePod("web-1", (spec, _) => spec["nodeSelector"] = new JsonObject { ["disk"] = "ssd" });
        var pod = await _node.WaitForAsync("web-1", "refusal", p => p["status"]!["conditions"] is not null);
        _node.CreatePod("web-2", (spec, _) => spec["nodeSelector"] = new JsonObject { ["kubernetes.io/os"] = "linux" });
        await _node.WaitForReadyAsync("web-2");

        var condition = pod["status"]!["conditions"]!.AsArray().Single()!;
        Assert.Multiple(() =>
        {
            Assert.That((string?)pod["status"]!["phase"], Is.EqualTo("Pending"));
            Assert.That($"{condition["type"]}={condition["status"]} {condition["reason"]}", Is.EqualTo("PodScheduled=False Unschedulable"));
            Assert.That((string?)condition["message"], Is.EqualTo("0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector."));
            Assert.That(
                (string?)_node.Store.Find(GroupResource.Pods, "default", "web-1")!.Content["metadata"]!["resourceVersion"],
                Is.EqualTo((string?)pod["metadata"]!["resourceVersion"]));
        });
    }
}
