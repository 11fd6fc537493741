using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Tests.Controllers;

internal sealed class DaemonSetControllerTests : WorkloadTest
{
    private const string Sets = Apps + "/daemonsets";

    [Test]
    public async Task Every_node_that_is_asked_for_has_one_pod()
    {
        AddNode("a", "ssd");
        AddNode("b", "disk");
        var set = Workload("DaemonSet", "agent", []);
        await CreateAsync(Sets, set);
        var pods = await PodsAsync("two pods", p => p.Count == 2);
        Assert.That(pods.Select(Label), Has.All.EqualTo("1"));

        await MergeAsync(Sets + "/agent", """{"spec":{"template":{"spec":{"nodeSelector":{"storage":"ssd"}}}}}""");
        await PodsAsync("one pod", p => p.Count == 1);
        var status = await UntilAsync(GroupResource.DaemonSets, "agent", "one node", s => s.Integer("status", "desiredNumberScheduled") == 1);
        Assert.That(status.Text("metadata", "annotations", "deprecated.daemonset.template.generation"), Is.EqualTo("2"));
    }

    [Test]
    public async Task A_new_template_replaces_the_pod_once_it_may_be_missing()
    {
        AddNode("a", "ssd");
        await CreateAsync(Sets, Workload("DaemonSet", "agent", []));
        var first = (await PodsAsync("pod", p => p.Count == 1))[0];
        Run(first);
        await UntilAsync(GroupResource.DaemonSets, "agent", "ready pod", s => s.Integer("status", "numberAvailable") == 1);

        await MergeAsync(Sets + "/agent", Change("2"));
        var second = (await PodsAsync("new pod", p => p.Count == 1 && p[0].Uid != first.Uid))[0];
        Run(second);
        await UntilAsync(GroupResource.DaemonSets, "agent", "updated pod", s => s.Integer("status", "updatedNumberScheduled") == 1 && s.Integer("status", "numberAvailable") == 1);
        Assert.That(second.Content.Text("metadata", "labels", "controller-revision-hash"), Is.Not.EqualTo(first.Content.Text("metadata", "labels", "controller-revision-hash")));
    }

    [Test]
    public async Task With_a_surge_the_old_pod_stays_until_the_new_one_works()
    {
        AddNode("a", "ssd");
        await CreateAsync(Sets, Workload("DaemonSet", "agent", new JsonObject
        {
            ["updateStrategy"] = new JsonObject { ["rollingUpdate"] = new JsonObject { ["maxSurge"] = 1, ["maxUnavailable"] = 0 } },
        }));
        var first = (await PodsAsync("pod", p => p.Count == 1))[0];
        Run(first);
        await MergeAsync(Sets + "/agent", Change("2"));
        var both = await PodsAsync("second pod", p => p.Count == 2);
        Run(both.Single(p => p.Uid != first.Uid));

        await PodsAsync("end of the first pod", p => p.Count == 1 && p[0].Uid != first.Uid);
    }

    private static string? Label(StoredObject pod) => Label(pod, "pod-template-generation");

    private static string Change(string tag) =>
        new JsonObject { ["spec"] = new JsonObject { ["template"] = Template("agent", image: $"devloop.dev/demo:{tag}") } }.ToJsonString();

    private void AddNode(string name, string storage) => Store.Create(GroupResource.Nodes, new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Node",
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["storage"] = storage } },
    });
}
