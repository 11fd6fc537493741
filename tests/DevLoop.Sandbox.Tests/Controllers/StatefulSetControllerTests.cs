using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Tests.Controllers;

internal sealed class StatefulSetControllerTests : WorkloadTest
{
    private const string Sets = Apps + "/statefulsets";

    [Test]
    public async Task Each_pod_waits_until_the_one_before_it_is_ready()
    {
        await CreateAsync(Sets, Set());
        var first = await PodsAsync("first pod", p => p.Count == 1);
        await UntilAsync(GroupResource.StatefulSets, "db", "counted pod", s => s.Integer("status", "replicas") == 1);
        Assert.That(Store.List(GroupResource.Pods).Items, Has.Count.EqualTo(1));

        Run(first[0]);
        var pods = await PodsAsync("second pod", p => p.Count == 2);
        Assert.Multiple(() =>
        {
            Assert.That(pods.Select(p => p.Name), Is.EqualTo(["db-0", "db-1"]));
            Assert.That(Label(pods[1], "statefulset.kubernetes.io/pod-name"), Is.EqualTo("db-1"));
            Assert.That(Label(pods[1], "apps.kubernetes.io/pod-index"), Is.EqualTo("1"));
            Assert.That(Label(pods[1], "controller-revision-hash"), Does.StartWith("db-"));
            Assert.That(pods[1].Content.Text("spec", "hostname"), Is.EqualTo("db-1"));
            Assert.That(pods[1].Content.Text("spec", "subdomain"), Is.EqualTo("db"));
        });
    }

    [Test]
    public async Task A_parallel_one_waits_for_nothing()
    {
        await CreateAsync(Sets, Set(new JsonObject { ["podManagementPolicy"] = "Parallel", ["replicas"] = 3 }));

        Assert.That((await PodsAsync("three pods", p => p.Count == 3)).Select(p => p.Name), Is.EqualTo(["db-0", "db-1", "db-2"]));
    }

    [Test]
    public async Task A_pod_that_was_deleted_comes_back_by_its_name()
    {
        await StartAsync();
        var gone = Store.Get(GroupResource.Pods, "default", "db-0");
        Remove(gone);

        await PodsAsync("another db-0", p => p.Exists(o => o.Name == "db-0" && o.Uid != gone.Uid));
    }

    [Test]
    public async Task A_new_template_reaches_the_highest_number_first()
    {
        await StartAsync();
        var before = Store.Get(GroupResource.StatefulSets, "default", "db").Content.Text("status", "currentRevision");
        await ChangeAsync();
        var pods = await PodsAsync("new db-1", p => p.Exists(o => o.Name == "db-1" && Image(o) == "devloop.dev/demo:2"));
        Assert.That(Image(pods[0]), Is.EqualTo("devloop.dev/demo:1"), "db-0 waits for db-1");

        Run(pods[1]);
        Run((await PodsAsync("new db-0", p => p.Count == 2 && p.TrueForAll(o => Image(o) == "devloop.dev/demo:2")))[0]);
        var set = await UntilAsync(GroupResource.StatefulSets, "db", "end of the update", s => s.Text("status", "currentRevision") == s.Text("status", "updateRevision"));
        Assert.That(set.Text("status", "currentRevision"), Is.Not.EqualTo(before));
        Assert.That(Store.List(GroupResource.ControllerRevisions).Items.Select(r => r.Content.Integer("revision")), Is.EquivalentTo([1L, 2L]));
    }

    [Test]
    public async Task Pods_below_the_partition_keep_the_old_template()
    {
        await StartAsync(new JsonObject { ["updateStrategy"] = new JsonObject { ["rollingUpdate"] = new JsonObject { ["partition"] = 1 } } });
        await ChangeAsync();
        Run((await PodsAsync("new db-1", p => p.Exists(o => o.Name == "db-1" && Image(o) == "devloop.dev/demo:2")))[1]);
        await UntilAsync(GroupResource.StatefulSets, "db", "one updated pod", s => s.Integer("status", "updatedReplicas") == 1 && s.Integer("status", "readyReplicas") == 2);
        Remove(Store.Get(GroupResource.Pods, "default", "db-0"));

        var pods = await PodsAsync("db-0 again", p => p.Count == 2);
        Assert.That(Image(pods[0]), Is.EqualTo("devloop.dev/demo:1"));
    }

    [Test]
    public async Task Scaling_down_ends_the_highest_number_and_waits_for_its_end()
    {
        await StartAsync();
        Store.Update(GroupResource.Pods, "default", "db-1", pod =>
        {
            pod["spec"]!["nodeName"] = "elsewhere";
            return pod;
        });
        await MergeAsync(Sets + "/db", """{"spec":{"replicas":0}}""");
        var pods = await PodsAsync("deletion of db-1", p => p.Exists(o => o.Content.Metadata("deletionTimestamp") is not null));
        Assert.That(pods.Where(p => p.Content.Metadata("deletionTimestamp") is not null).Select(p => p.Name), Is.EqualTo(["db-1"]));

        Remove(pods[1]);
        await PodsAsync("end of db-0", p => p.Count == 0);
    }

    [Test]
    public async Task What_may_not_change_is_refused()
    {
        await CreateAsync(Sets, Set());
        var refused = await Client.PatchAsync(Sets + "/db", "application/merge-patch+json", """{"spec":{"serviceName":"other"}}""");

        Assert.That(refused.Message, Does.Contain("updates to statefulset spec for fields other than"));
    }

    private static JsonObject Set(JsonObject? spec = null)
    {
        spec ??= [];
        spec.SetDefault("replicas", 2);
        spec["serviceName"] = "db";
        return Workload("StatefulSet", "db", spec);
    }

    private static string? Image(StoredObject pod) => pod.Content.Objects("spec", "containers").First().Text("image");

    private async Task StartAsync(JsonObject? spec = null)
    {
        await CreateAsync(Sets, Set(spec));
        Run((await PodsAsync("db-0", p => p.Count == 1))[0]);
        Run((await PodsAsync("db-1", p => p.Count == 2))[1]);
        await UntilAsync(GroupResource.StatefulSets, "db", "ready pods", s => s.Integer("status", "readyReplicas") == 2 && s.Text("status", "currentRevision") is not null);
    }

    private Task ChangeAsync() =>
        MergeAsync(Sets + "/db", new JsonObject { ["spec"] = new JsonObject { ["template"] = Template("db", image: "devloop.dev/demo:2") } }.ToJsonString());
}
