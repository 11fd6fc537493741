using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Tests.Controllers;

internal sealed class ReplicaControllerTests : WorkloadTest
{
    [TestCase("ReplicaSet", "apps/v1", Apps + "/replicasets")]
    [TestCase("ReplicationController", "v1", "/api/v1/namespaces/default/replicationcontrollers")]
    public async Task There_are_as_many_pods_as_asked_for_and_those_that_end_are_replaced(string kind, string apiVersion, string path)
    {
        await CreateAsync(path, Set(kind, apiVersion, 2));
        var pods = await PodsAsync("two pods", p => p.Count == 2);
        Assert.That(pods.Select(p => (Owner(p), (string?)p.Content["metadata"]!["ownerReferences"]![0]!["kind"])), Has.All.EqualTo(("web", kind)));

        End(pods[0], well: false);
        Remove(pods[1]);
        var after = await PodsAsync("two further pods", p => p.Count == 3);
        Assert.That(after.Count(p => p.Name == pods[0].Name), Is.EqualTo(1), "one that failed stays to be looked at");
    }

    [Test]
    public async Task Pods_that_nobody_owns_are_adopted_and_those_that_lose_their_labels_let_go()
    {
        await CreatePodsAsync("stray");
        await CreateAsync(Apps + "/replicasets", Set("ReplicaSet", "apps/v1", 2));
        var pods = await PodsAsync("the stray one and another", p => p.Count == 2 && p.TrueForAll(o => Owner(o) == "web"));
        Assert.That(pods.Select(p => p.Name), Does.Contain("stray"));

        await LabelAsync("stray", "app", "other");
        var after = await PodsAsync("a pod in its place", p => p.Count == 3 && p.Exists(o => o.Name == "stray" && Owner(o) is null));
        Assert.That(after.Count(p => Owner(p) == "web"), Is.EqualTo(2));
    }

    [Test]
    public async Task Scaling_down_ends_pods_that_are_not_ready_first_and_then_the_newest()
    {
        await CreateAsync(Apps + "/replicasets", Set("ReplicaSet", "apps/v1", 1));
        var oldest = (await PodsAsync("first pod", p => p.Count == 1))[0];
        Run(oldest);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await MergeAsync(Apps + "/replicasets/web", """{"spec":{"replicas":3}}""");
        var others = (await PodsAsync("three pods", p => p.Count == 3)).Where(p => p.Name != oldest.Name).ToList();
        Run(others[0]);
        await UntilAsync(GroupResource.ReplicaSets, "web", "two ready pods", s => s.Integer("status", "readyReplicas") == 2);

        await MergeAsync(Apps + "/replicasets/web", """{"spec":{"replicas":2}}""");
        var ready = await PodsAsync("end of the pod that is not ready", p => p.Count == 2);
        Assert.That(ready.Select(p => p.Name), Is.EquivalentTo([oldest.Name, others[0].Name]));
        await MergeAsync(Apps + "/replicasets/web", """{"spec":{"replicas":1}}""");
        Assert.That((await PodsAsync("end of the newest pod", p => p.Count == 1))[0].Name, Is.EqualTo(oldest.Name));
    }

    [Test]
    public async Task The_scale_of_an_object_is_read_and_written_at_its_subresource()
    {
        await CreateAsync(Apps + "/replicasets", Set("ReplicaSet", "apps/v1", 1));
        await UntilAsync(GroupResource.ReplicaSets, "web", "counted pod", s => s.Integer("status", "replicas") == 1);
        var scale = (await Client.GetAsync(Apps + "/replicasets/web/scale")).Body;
        Assert.Multiple(() =>
        {
            Assert.That((scale.Text("kind"), scale.Text("apiVersion")), Is.EqualTo(("Scale", "autoscaling/v1")));
            Assert.That((scale.Integer("spec", "replicas"), scale.Integer("status", "replicas"), scale.Text("status", "selector")), Is.EqualTo((1L, 1L, "app=web")));
        });

        await MergeAsync(Apps + "/replicasets/web/scale", """{"spec":{"replicas":2}}""");
        await PodsAsync("second pod", p => p.Count == 2);
        var stale = await Client.PutAsync(Apps + "/replicasets/web/scale", scale.ToJsonString());
        var negative = await Client.PatchAsync(Apps + "/replicasets/web/scale", "application/merge-patch+json", """{"spec":{"replicas":-1}}""");
        Assert.That((stale.Reason, negative.Reason), Is.EqualTo(("Conflict", "Invalid")));
    }

    [TestCase("""{"spec":{"selector":{"matchLabels":{"app":"other"}}}}""", "field is immutable")]
    [TestCase("""{"spec":{"replicas":-1}}""", "must be greater than or equal to 0")]
    [TestCase("""{"spec":{"template":{"spec":{"restartPolicy":"Never"}}}}""", "spec.template.spec.restartPolicy: Unsupported value")]
    [TestCase("""{"spec":{"template":{"spec":{"containers":[{"name":"a"}]}}}}""", "spec.template.spec.containers[0].image: Required value")]
    public async Task A_change_that_makes_no_sense_is_refused(string patch, string message)
    {
        await CreateAsync(Apps + "/replicasets", Set("ReplicaSet", "apps/v1", 0));

        Assert.That((await Client.PatchAsync(Apps + "/replicasets/web", "application/merge-patch+json", patch)).Message, Does.Contain(message));
    }

    private static JsonObject Set(string kind, string apiVersion, int replicas)
    {
        var spec = new JsonObject { ["replicas"] = replicas };
        if (apiVersion == "v1")
        {
            spec["selector"] = new JsonObject { ["app"] = "web" };
        }

        return Workload(kind, "web", spec, apiVersion);
    }
}
