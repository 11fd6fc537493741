using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Tests.Controllers;

internal sealed class DeploymentControllerTests : WorkloadTest
{
    private const string Web = $"{Apps}/deployments/web";
    private const string Hash = "pod-template-hash";
    private const string Revision = "deployment.kubernetes.io/revision";

    [Test]
    public async Task A_deployment_has_one_replicaset_and_its_pods()
    {
        await CreateAsync($"{Apps}/deployments", Workload("Deployment", "web", new JsonObject { ["replicas"] = 2 }));
        var pods = await PodsAsync("two pods", p => p.Count == 2);
        var set = Store.List(GroupResource.ReplicaSets).Items.Single();

        Assert.Multiple(() =>
        {
            Assert.That(pods.Select(Owner), Has.All.EqualTo(set.Name));
            Assert.That(pods.Select(p => Label(p, Hash)), Has.All.EqualTo(Label(set, Hash)));
            Assert.That(set.Name, Is.EqualTo($"web-{Label(set, Hash)}"));
            Assert.That(set.Content.Text("metadata", "annotations", Revision), Is.EqualTo("1"));
        });
    }

    [Test]
    public async Task Its_status_tells_how_far_it_is()
    {
        await DeployAsync(2);
        var status = await UntilAsync(GroupResource.Deployments, "web", "complete rollout", d => Condition(d, "Progressing").Text("reason") == "NewReplicaSetAvailable");

        Assert.Multiple(() =>
        {
            Assert.That(status.Integer("status", "readyReplicas"), Is.EqualTo(2));
            Assert.That(status.Integer("status", "observedGeneration"), Is.EqualTo(status.Integer("metadata", "generation")));
            Assert.That(Condition(status, "Available").Text("status"), Is.EqualTo("True"));
            Assert.That(status.Text("metadata", "annotations", Revision), Is.EqualTo("1"));
        });
    }

    [Test]
    public async Task A_rolling_update_replaces_a_pod_only_when_the_new_one_works()
    {
        await DeployAsync(2);
        await ChangeAsync("2");
        var surge = await PodsAsync("third pod", p => p.Count == 3);
        var fresh = surge.Single(p => Image(p) == "devloop.dev/demo:2");
        await UntilAsync(GroupResource.Deployments, "web", "one updated pod", d => d.Integer("status", "updatedReplicas") == 1);
        Assert.That(Store.List(GroupResource.Pods).Items, Has.Count.EqualTo(3), "the new pod is not ready, so no old one may go");

        Run(fresh);
        var next = await PodsAsync("second new pod", p => p.Count(n => Image(n) == "devloop.dev/demo:2") == 2);
        Run(next.Single(p => Image(p) == "devloop.dev/demo:2" && p.Name != fresh.Name));
        var last = await PodsAsync("end of the old pods", p => p.Count == 2 && p.TrueForAll(n => Image(n) == "devloop.dev/demo:2"));
        var deployment = await UntilAsync(GroupResource.Deployments, "web", "complete rollout", d => d.Integer("status", "replicas") == 2 && d.Integer("status", "updatedReplicas") == 2);

        Assert.That(last.Select(Owner).Distinct().Count(), Is.EqualTo(1));
        Assert.That(deployment.Text("metadata", "annotations", Revision), Is.EqualTo("2"));
    }

    [Test]
    public async Task Going_back_uses_the_replicaset_of_before_under_a_new_revision()
    {
        await DeployAsync(1);
        var first = Store.List(GroupResource.ReplicaSets).Items.Single().Name;
        await RollAsync("2");
        await RollAsync("1");
        var deployment = await UntilAsync(GroupResource.Deployments, "web", "third revision", d => d.Text("metadata", "annotations", Revision) == "3");

        Assert.That(deployment, Is.Not.Null);
        Assert.That(Owner(Store.List(GroupResource.Pods).Items.Single()), Is.EqualTo(first));
        Assert.That(Store.List(GroupResource.ReplicaSets).Items, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Recreate_ends_all_pods_before_it_makes_new_ones()
    {
        await DeployAsync(2, new JsonObject { ["strategy"] = new JsonObject { ["type"] = "Recreate" } });
        var old = Store.List(GroupResource.Pods).Items.ToList();
        Occupy(old);
        await ChangeAsync("2");
        await PodsAsync("deletion of the old pods", p => p.TrueForAll(o => o.Content.Text("metadata", "deletionTimestamp") is not null));
        await UntilAsync(GroupResource.Deployments, "web", "two ending pods", d => d.Integer("status", "terminatingReplicas") == 2);
        Assert.That(Store.List(GroupResource.Pods).Items, Has.Count.EqualTo(2));

        old.ForEach(Remove);
        var fresh = await PodsAsync("new pods", p => p.Count == 2);
        Assert.That(fresh.Select(Image), Has.All.EqualTo("devloop.dev/demo:2"));
    }

    [Test]
    public async Task A_paused_deployment_rolls_nothing_out_but_scales()
    {
        await DeployAsync(1);
        await MergeAsync(Web, """{"spec":{"paused":true}}""");
        await ChangeAsync("2");
        await MergeAsync(Web, """{"spec":{"replicas":3}}""");
        var pods = await PodsAsync("three pods", p => p.Count == 3);
        Assert.That(pods.Select(Image), Has.All.EqualTo("devloop.dev/demo:1"));

        await MergeAsync(Web, """{"spec":{"paused":false}}""");
        await PodsAsync("a new pod", p => p.Exists(n => Image(n) == "devloop.dev/demo:2"));
    }

    [Test]
    public async Task Old_replicasets_are_kept_up_to_the_limit()
    {
        await DeployAsync(1, new JsonObject { ["revisionHistoryLimit"] = 1 });
        await RollAsync("2");
        await RollAsync("3");

        var sets = await UntilListAsync(GroupResource.ReplicaSets, "removal of the oldest", s => s.Count == 2);
        Assert.That(sets.Select(s => s.Content.Text("metadata", "annotations", Revision)), Is.EquivalentTo(["2", "3"]));
    }

    [Test]
    public async Task A_rollout_without_progress_fails_at_its_deadline()
    {
        await CreateAsync($"{Apps}/deployments", Workload("Deployment", "web", new JsonObject { ["progressDeadlineSeconds"] = 60 }));
        await UntilAsync(GroupResource.Deployments, "web", "counted pod", d => d.Integer("status", "updatedReplicas") == 1);
        Clock.Advance(TimeSpan.FromSeconds(62));

        var late = await UntilAsync(GroupResource.Deployments, "web", "end of the deadline", d => Condition(d, "Progressing").Text("status") == "False");
        Assert.That(Condition(late, "Progressing").Text("reason"), Is.EqualTo("ProgressDeadlineExceeded"));
    }

    [Test]
    public async Task A_pod_counts_as_available_after_its_minimum_of_ready_seconds()
    {
        await CreateAsync($"{Apps}/deployments", Workload("Deployment", "web", new JsonObject { ["minReadySeconds"] = 10 }));
        Run((await PodsAsync("pod", p => p.Count == 1))[0]);
        var ready = await UntilAsync(GroupResource.Deployments, "web", "ready pod", d => d.Integer("status", "readyReplicas") == 1);
        Assert.That(ready.Integer("status", "availableReplicas"), Is.Null);

        Clock.Advance(TimeSpan.FromSeconds(10));
        await UntilAsync(GroupResource.Deployments, "web", "available pod", d => d.Integer("status", "availableReplicas") == 1);
    }

    [Test]
    public async Task A_selector_that_does_not_fit_its_template_is_refused()
    {
        var refused = await Client.PostAsync($"{Apps}/deployments", Workload("Deployment", "web", new JsonObject
        {
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = "other" } },
            ["strategy"] = new JsonObject { ["rollingUpdate"] = new JsonObject { ["maxSurge"] = "x%" } },
        }).ToJsonString());

        Assert.That(refused.Message, Does.Contain("`selector` does not match template `labels`").And.Contain("spec.strategy.rollingUpdate.maxSurge"));
    }

    private static string? Image(StoredObject pod) => pod.Content.Objects("spec", "containers").First().Text("image");

    private async Task DeployAsync(int replicas, JsonObject? spec = null)
    {
        spec ??= [];
        spec["replicas"] = replicas;
        await CreateAsync($"{Apps}/deployments", Workload("Deployment", "web", spec));
        (await PodsAsync("pods", p => p.Count == replicas)).ForEach(p => Run(p));
        await UntilAsync(GroupResource.Deployments, "web", "available pods", d => d.Integer("status", "availableReplicas") == replicas);
    }

    private Task ChangeAsync(string tag) => MergeAsync(Web, new JsonObject
    {
        ["spec"] = new JsonObject { ["template"] = Template("web", image: $"devloop.dev/demo:{tag}") },
    }.ToJsonString());

    /// <summary>Rolls a deployment of one pod out to another image.</summary>
    private async Task RollAsync(string tag)
    {
        await ChangeAsync(tag);
        var pods = await PodsAsync("new pod", p => p.Exists(n => Image(n) == $"devloop.dev/demo:{tag}"));
        Run(pods.First(p => Image(p) == $"devloop.dev/demo:{tag}"));
        await PodsAsync("end of the old pod", p => p.Count == 1 && Image(p[0]) == $"devloop.dev/demo:{tag}");
        await UntilAsync(GroupResource.Deployments, "web", "complete rollout", d => d.Integer("status", "replicas") == 1
            && d.Integer("status", "availableReplicas") == 1 && d.Integer("status", "updatedReplicas") == 1);
    }

    // A pod on a node does not go before the node has ended it.
    private void Occupy(List<StoredObject> pods) => pods.ForEach(pod => Store.Update(GroupResource.Pods, "default", pod.Name, content =>
    {
        content["spec"]!["nodeName"] = "elsewhere";
        return content;
    }));
}
