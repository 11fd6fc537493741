using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Informers;
using DevLoop.Kubernetes.Resources;
using DevLoop.Kubernetes.Tests.Scripted;
using DevLoop.Testing;
using Polly;
using static DevLoop.Kubernetes.Tests.Informers.PodJson;

namespace DevLoop.Kubernetes.Tests.Informers;

internal sealed class InformerPollTests
{
    private static readonly MissingPermission List = new("list", "pods", "default");
    private static readonly MissingPermission Watch = new("watch", "pods", "default");
    private static readonly MissingPermission Get = new("get", "pods", "default");

    [TestCase(403)]
    [TestCase(405)]
    public async Task Where_the_watch_is_refused_it_lists_from_time_to_time(int code)
    {
        var lists = 0;
        await using var server = new ScriptedServer(x => x.Request.Query("watch") is not null
            ? x.RefuseAsync(code)
            : x.JsonAsync(++lists switch
            {
                1 => PodJson.List("10", ("a", "1"), ("b", "2")),
                2 => PodJson.List("11", ("a", "1"), ("b", "11")),
                _ => PodJson.List("12", ("a", "1"), ("c", "12")),
            }));
        await using var scene = new InformerScene(server, InformerScene.FastPoll, ResiliencePipeline.Empty);

        await scene.UntilAsync("Added c");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(scene.Changes, Is.EqualTo(new[] { "Added a", "Added b", "Modified b", "Deleted b", "Added c" }));
            Assert.That(server.Requests.Count(r => r.Query("watch") is not null), Is.EqualTo(1));
            Assert.That(scene.Informer.Status, Has.Property("Following").EqualTo(InformerFollowing.PollingList).And.Property("Failure").Null);
            Assert.That(scene.Informer.Status.Missing, Is.EqualTo(code == 403 ? new[] { Watch } : []));
        }
    }

    [Test]
    public async Task The_polls_are_an_interval_apart_and_the_watch_is_tried_again_after_a_longer_one()
    {
        var clock = new FakeClock();
        var lists = 0;
        var watches = 0;
        await using var server = new ScriptedServer(x => x.Request.Query("watch") is null
            ? x.JsonAsync(PodJson.List($"{++lists}", ("a", $"{lists}")))
            : ++watches <= 2 ? x.RefuseAsync(403) : x.IdleAsync());
        var options = new InformerOptions { Namespace = "default", WatchRetryInterval = TimeSpan.FromSeconds(15) };
        await using var scene = new InformerScene(server, options, clock: clock);

        // A list and the watch, two polls, the watch again in place of the third, two polls, and the watch that is allowed.
        for (var requests = 2; requests < 8; requests++)
        {
            await clock.WaitForTimersAsync(1).Within("pause");
            clock.Advance(options.PollInterval - TimeSpan.FromMilliseconds(1));
            Assert.That(server.Requests, Has.Count.EqualTo(requests));
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        var status = await scene.UntilStatusAsync(s => s.Following == InformerFollowing.Watching);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(server.Requests.Select(r => r.Query("watch") is null ? "list" : "watch"), Is.EqualTo(new[]
            {
                "list", "watch", "list", "list", "watch", "list", "list", "watch",
            }));
            Assert.That(status.Missing, Is.Empty, "the permission came, and the informer noticed");
            Assert.That(server.Requests[^1].Query("resourceVersion"), Is.EqualTo("5"), "the watch goes on from the last poll");
        }
    }

    [Test]
    public async Task Where_not_even_a_list_is_allowed_it_gets_the_names_it_was_given()
    {
        var gets = 0;
        await using var server = new ScriptedServer(x => x.Request.Path.Split('/')[^1] switch
        {
            "pods" => x.JsonAsync(Fixture.Text("status-forbidden.json"), 403),
            "a" => x.JsonAsync(Pod("a", $"{++gets}")),
            "b" when gets is > 2 and < 6 => x.JsonAsync(Pod("b", "7")),
            _ => x.JsonAsync("""{"kind":"Status","code":404,"reason":"NotFound"}""", 404),
        });
        await using var scene = new InformerScene(server, InformerScene.FastPoll with { Names = ["a", "b"] }, ResiliencePipeline.Empty);

        var status = await scene.UntilStatusAsync(s => s.Following == InformerFollowing.PollingGet);
        await scene.UntilAsync("Added b");
        await scene.UntilAsync("Deleted b");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(scene.Changes[0], Is.EqualTo("Added a"));
            Assert.That(scene.Names, Is.EqualTo(new[] { "a" }));
            Assert.That(status, Has.Property("IsSynced").True.And.Property("Failure").Null);
            Assert.That(status.Missing, Is.EqualTo(new[] { List }));
            Assert.That(scene.Log.Count("May not list pods in namespace 'default'"), Is.EqualTo(1));
            Assert.That(server.Requests.Count(r => r.Path.EndsWith("/pods", StringComparison.Ordinal)), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task A_name_that_may_not_be_got_does_not_hurt_the_others()
    {
        await using var server = new ScriptedServer(x => x.Request.Path.EndsWith("/a", StringComparison.Ordinal) ? x.JsonAsync(Pod("a", "1")) : x.RefuseAsync(403));
        await using var scene = new InformerScene(server, InformerScene.FastPoll with { Names = ["a", "b"] }, ResiliencePipeline.Empty);

        var status = await scene.UntilStatusAsync(s => s.Following == InformerFollowing.PollingGet);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(scene.Names, Is.EqualTo(new[] { "a" }));
            Assert.That(status.Missing, Is.EqualTo(new[] { List, Get with { Name = "b" } }));
            Assert.That(status.For(ResourceDemand.Named("a")), Is.SameAs(status));
            Assert.That(status.For(ResourceDemand.Named("b")), Has.Property("IsSynced").False.And.Property("Failure").InstanceOf<ApiException>());
            Assert.That(status.For(ResourceDemand.Named("c")), Has.Property("IsSynced").False.And.Property("Failure").Null, "nobody has asked for it yet");
            Assert.That(status.For(ResourceDemand.All).Failure, Has.Message.Contain("may not list pods"));
        }
    }

    [Test]
    public async Task Where_nothing_is_allowed_it_tells_why_and_notices_when_it_is()
    {
        var clock = new FakeClock();
        var allowed = false;
        await using var server = new ScriptedServer(x =>
            !allowed ? x.RefuseAsync(403) : x.Request.Query("watch") is null ? x.JsonAsync(PodJson.List("1", ("a", "1"))) : x.IdleAsync());
        await using var scene = new InformerScene(
            server, new InformerOptions { Namespace = "default", Names = ["a"] }, InformerReconnect.Create(clock), clock: clock);

        for (var failures = 1; failures <= 3; failures++)
        {
            var refused = await scene.UntilStatusAsync(s => s.FailuresInARow == failures);
            Assert.That((refused.Following, (refused.Failure as ApiException)?.Operation.Verb), Is.EqualTo((InformerFollowing.None, "get")));
            Assert.That(refused.Missing, Is.EqualTo(new[] { List, Get }));
            allowed = failures == 3;
            await clock.WaitForTimersAsync(1).Within("pause");
            clock.Advance(TimeSpan.FromSeconds(30));
        }

        var status = await scene.UntilStatusAsync(s => s.Following == InformerFollowing.Watching);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(status, Is.EqualTo(new InformerStatus { IsSynced = true, IsListed = true, Following = InformerFollowing.Watching }));
            Assert.That(scene.Log.Count("May not list pods"), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task A_list_that_is_forbidden_later_leaves_the_view_and_keeps_the_names_in_it_fresh()
    {
        var gets = 0;
        var lists = 0;
        await using var server = new ScriptedServer(x => (x.Request.Path.EndsWith("/a", StringComparison.Ordinal), x.Request.Query("watch")) switch
        {
            (true, _) => x.JsonAsync(Pod("a", $"{2 + ++gets}")),
            (_, "true") => x.JsonAsync(Event("MODIFIED", "a", "2") + Fixture.Text("watch-expired.jsonl")),
            _ when ++lists == 1 => x.JsonAsync(PodJson.List("1", ("a", "1"), ("other", "1"))),
            _ => x.RefuseAsync(403),
        });
        await using var scene = new InformerScene(server, InformerScene.FastPoll with { Names = ["a"] }, ResiliencePipeline.Empty);

        await scene.UntilStatusAsync(s => s.Following == InformerFollowing.PollingGet);

        Assert.That(scene.Names, Is.EqualTo(new[] { "a", "other" }));
    }

    [Test]
    public void Names_without_a_namespace_are_a_mistake()
    {
        using var cluster = new TestCluster("http://127.0.0.1:1");

        Assert.That(
            () => new Informer<Pod>(cluster.Api, new InformerOptions { Names = ["a"] }, ResiliencePipeline.Empty, cluster.Log, TimeProvider.System),
            Throws.ArgumentException.With.Message.Contain("namespace"));
    }
}
