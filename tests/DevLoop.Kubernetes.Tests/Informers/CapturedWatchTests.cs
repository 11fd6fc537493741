using System.Text.Json.Nodes;
using DevLoop.Kubernetes.Informers;
using DevLoop.Kubernetes.Resources;
using DevLoop.Kubernetes.Tests.Scripted;
using DevLoop.Testing;

namespace DevLoop.Kubernetes.Tests.Informers;

internal sealed class CapturedWatchTests
{
    [Test]
    public async Task The_old_replica_set_goes_down_as_the_new_one_comes_up()
    {
        await using var server = new ScriptedServer(async x =>
        {
            if (x.Request.Query("watch") is null)
            {
                await x.JsonAsync(PodJson.List("300"));
                return;
            }

            await x.BeginStreamAsync();
            await x.ChunkAsync(Fixture.Text("watch-replicasets-rollout.jsonl"));
            await x.StallAsync();
        });
        using var cluster = new TestCluster(server.Url);
        await using var informer = new Informer<ReplicaSet>(cluster.Api, new InformerOptions { Namespace = "default" }, InformerScene.AtOnce, cluster.Log, TimeProvider.System);
        var steps = new List<string>();
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        informer.Subscribe(c =>
        {
            var step = string.Join(' ', informer.View.Select(r => $"{r.Metadata.Name}:{r.Spec.Replicas}"));
            if (steps.LastOrDefault() != step)
            {
                steps.Add(step);
            }

            if (c.Resource.Metadata.ResourceVersion == "502")
            {
                last.SetResult();
            }
        });
        informer.Start();

        await last.Task.Within("the rollout's end");

        Assert.That(steps, Is.EqualTo(new[]
        {
            "web-8544d54d78:2",
            "web-8544d54d78:2 web-96c4d68c5:1",
            "web-8544d54d78:1 web-96c4d68c5:1",
            "web-8544d54d78:1 web-96c4d68c5:2",
            "web-8544d54d78:0 web-96c4d68c5:2",
        }));
    }

    [Test]
    public async Task A_real_first_page_and_the_rest_make_the_whole_view()
    {
        var whole = JsonNode.Parse(Fixture.Text("list-pods.json"))!;
        var first = JsonNode.Parse(Fixture.Text("list-pods-page1.json"))!;
        var names = whole["items"]!.AsArray().Select(i => i!["metadata"]!["name"]!.GetValue<string>()).ToList();
        foreach (var item in first["items"]!.AsArray())
        {
            whole["items"]!.AsArray().RemoveAt(0);
            Assert.That(item!["metadata"]!["name"]!.GetValue<string>(), Is.AnyOf(names[0], names[1]));
        }

        var next = first["metadata"]!["continue"]!.GetValue<string>();
        await using var server = new ScriptedServer(x => (x.Request.Query("watch"), x.Request.Query("continue")) switch
        {
            ("true", _) => x.IdleAsync(),
            (_, null) => x.JsonAsync(first.ToJsonString()),
            var (_, token) => token == next ? x.JsonAsync(whole.ToJsonString()) : x.RefuseAsync(400),
        });
        await using var scene = new InformerScene(server, new InformerOptions { Namespace = "default" });

        await scene.UntilStatusAsync(s => s.Following == InformerFollowing.Watching);

        Assert.That(scene.Names, Is.EqualTo(names));
    }
}
