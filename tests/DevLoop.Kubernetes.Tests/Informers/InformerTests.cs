using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Informers;
using DevLoop.Kubernetes.Tests.Scripted;
using DevLoop.Testing;
using Polly;
using static DevLoop.Kubernetes.Tests.Informers.PodJson;

namespace DevLoop.Kubernetes.Tests.Informers;

internal sealed class InformerTests
{
    [Test]
    public async Task After_a_real_rollout_the_view_is_what_the_cluster_holds()
    {
        await using var server = new ScriptedServer(async x =>
        {
            if (x.Request.Query("watch") is null)
            {
                await x.JsonAsync("""{"metadata":{"resourceVersion":"300"},"items":[]}""");
                return;
            }

            await x.BeginStreamAsync();
            await x.ChunkAsync(Fixture.Text("watch-pods-rollout.jsonl") + Event("ADDED", "zz-last", "531"));
            await x.StallAsync();
        });
        await using var scene = new InformerScene(server, new InformerOptions { Namespace = "default", Selector = new ResourceSelector { Label = "app=web" } });

        await scene.UntilAsync("Added zz-last");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(scene.Names, Is.EqualTo(new[] { "web-96c4d68c5-bljsg", "web-96c4d68c5-h9zp9", "zz-last" }));
            Assert.That(scene.Informer.View.Take(2), Has.All.Property("IsReady").True);
            Assert.That(scene.Changes.Where(c => !c.StartsWith("Modified", StringComparison.Ordinal)), Is.EqualTo(new[]
            {
                "Added web-8544d54d78-bl7cw", "Added web-8544d54d78-dhzgs", "Added web-96c4d68c5-h9zp9", "Added web-96c4d68c5-bljsg",
                "Deleted web-8544d54d78-bl7cw", "Deleted web-8544d54d78-dhzgs", "Added zz-last",
            }));
            Assert.That(scene.Informer.Status, Is.EqualTo(new InformerStatus { IsSynced = true, IsListed = true, Following = InformerFollowing.Watching }));
            Assert.That(server.Requests.Select(r => r.Query("labelSelector")), Has.All.EqualTo("app=web"));
            Assert.That(server.Requests[1].Query("resourceVersion"), Is.EqualTo("300"));
        }
    }

    [Test]
    public async Task A_watch_that_ends_goes_on_from_the_last_bookmark()
    {
        await using var server = new ScriptedServer(x => x.Request switch
        {
            var r when r.Query("watch") is null => x.JsonAsync(List("10", ("a", "5"))),
            var r when r.Query("resourceVersion") == "10" => x.JsonAsync(Event("MODIFIED", "a", "11") + """{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"20"}}}""" + "\n"),
            var r when r.Query("resourceVersion") == "20" => x.JsonAsync(Event("DELETED", "a", "21") + Event("ADDED", "b", "22")),
            _ => x.StallAsync(),
        });
        await using var scene = new InformerScene(server);

        await scene.UntilAsync("Added b");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(scene.Changes, Is.EqualTo(new[] { "Added a", "Modified a", "Deleted a", "Added b" }));
            Assert.That(server.Requests.Count(r => r.Query("watch") is null), Is.EqualTo(1));
        }
    }

    [TestCase(true, "", 0, Description = "an ERROR event in the watch")]
    [TestCase(false, """{"kind":"Status","code":410,"reason":"Expired"}""", 410, Description = "a 410 to the watch")]
    [TestCase(
        false, """{"kind":"Status","code":504,"reason":"Timeout","message":"Too large resource version: 11, current: 9"}""", 504, Description = "a cluster that counts from lower on")]
    public async Task A_version_that_is_none_any_more_is_followed_by_a_new_list_and_its_differences(bool inside, string refusal, int code)
    {
        var lists = 0;
        await using var server = new ScriptedServer(x => (x.Request.Query("watch"), x.Request.Query("resourceVersion")) switch
        {
            (null, _) when ++lists == 1 => x.JsonAsync(List("10", ("a", "5"), ("b", "6"))),
            (null, _) => x.JsonAsync(List("90", ("b", "6"), ("c", "80"))),
            (_, "10") => x.JsonAsync(Event("MODIFIED", "a", "11")),
            (_, "11") when inside => x.JsonAsync(Fixture.Text("watch-expired.jsonl")),
            (_, "11") => x.JsonAsync(refusal, code),
            _ => x.StallAsync(),
        });
        await using var scene = new InformerScene(server);

        await scene.UntilAsync("Added c");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(scene.Changes, Is.EqualTo(new[] { "Added a", "Added b", "Modified a", "Deleted a", "Added c" }));
            Assert.That(scene.Names, Is.EqualTo(new[] { "b", "c" }));
            Assert.That(scene.Informer.Status.Failure, Is.Null, "that a version gets old is no failure");
        }
    }

    [Test]
    public async Task A_lost_connection_is_made_again_from_where_it_broke()
    {
        await using var server = new ScriptedServer(async x =>
        {
            switch (x.Request.Query("watch"), x.Request.Query("resourceVersion"))
            {
                case (null, _):
                    await x.JsonAsync(List("10"));
                    break;
                case (_, "10"):
                    await x.BeginStreamAsync();
                    await x.ChunkAsync(Event("ADDED", "a", "11") + "{\"type\":\"MODI");
                    x.IsOver = true;
                    break;
                case (_, "11"):
                    await x.JsonAsync(Event("ADDED", "b", "12"));
                    break;
                default:
                    await x.StallAsync();
                    break;
            }
        });
        await using var scene = new InformerScene(server);

        await scene.UntilAsync("Added b");

        Assert.That(scene.Changes, Is.EqualTo(new[] { "Added a", "Added b" }));
    }

    [Test]
    public async Task What_it_may_not_do_is_told_and_tried_again_after_a_pause()
    {
        var clock = new FakeClock();
        var allowed = false;
        await using var server = new ScriptedServer(x => x.Request.Query("watch") is not null
            ? x.IdleAsync()
            : allowed ? x.JsonAsync(List("1", ("a", "1"))) : x.JsonAsync(Fixture.Text("status-forbidden.json"), 403));
        await using var scene = new InformerScene(server, pipeline: InformerReconnect.Create(clock), clock: clock);

        for (var failures = 1; failures <= 6; failures++)
        {
            var status = await scene.UntilStatusAsync(s => s.FailuresInARow == failures);
            Assert.That((status.IsSynced, (status.Failure as ApiException)?.Reason), Is.EqualTo((false, ApiError.Forbidden)));
            Assert.That(status.Failure?.Message, Does.Contain("verb 'list' on 'pods'"));
            allowed = failures == 6;
            await clock.WaitForTimersAsync(1).Within("pause");
            clock.Advance(TimeSpan.FromSeconds(30));
        }

        await scene.Informer.WaitForSyncAsync(CancellationToken.None).Within("sync");
        await scene.UntilStatusAsync(s => s is { IsSynced: true, Following: InformerFollowing.Watching, Failure: null, FailuresInARow: 0 });
        Assert.That(scene.Log.Text, Does.Contain("Following pods again"));
    }

    [Test]
    public async Task Watches_that_end_at_once_are_not_asked_for_without_a_pause()
    {
        var clock = new FakeClock();
        await using var server = new ScriptedServer(x => x.JsonAsync(x.Request.Query("watch") is null ? List("1") : ""));
        await using var scene = new InformerScene(server, pipeline: InformerReconnect.Create(clock), clock: clock);

        await scene.UntilStatusAsync(s => s is { IsSynced: true, FailuresInARow: 1 });
        await clock.WaitForTimersAsync(1).Within("pause");

        Assert.That(server.Requests, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_late_subscriber_is_told_every_object_once()
    {
        await using var server = new ScriptedServer(x => x.Request.Query("watch") is null ? x.JsonAsync(List("1", ("b", "1"), ("a", "1"))) : x.StallAsync());
        await using var scene = new InformerScene(server);
        await scene.Informer.WaitForSyncAsync(CancellationToken.None).Within("sync");

        var late = new List<string>();
        scene.Informer.Subscribe(c => late.Add($"{c.Type} {c.Resource.Metadata.Name}")).Dispose();

        Assert.That(late, Is.EqualTo(new[] { "Added a", "Added b" }));
    }

    [Test]
    public async Task A_listener_that_fails_harms_nobody_else()
    {
        await using var server = new ScriptedServer(x => x.Request.Query("watch") is null ? x.JsonAsync(List("1", ("a", "1"))) : x.StallAsync());
        await using var scene = new InformerScene(server, before: informer => informer.Subscribe(_ => throw new InvalidOperationException("mine")));

        await scene.UntilAsync("Added a");

        Assert.That(scene.Log.Text, Does.Contain("A listener of the pods informer failed"));
    }

    [Test]
    public async Task More_objects_than_the_limit_are_refused()
    {
        await using var server = new ScriptedServer(x => x.JsonAsync(List("1", ("a", "1"), ("b", "1"), ("c", "1"))));
        await using var scene = new InformerScene(server, new InformerOptions { MaxObjects = 2 }, ResiliencePipeline.Empty);

        var status = await scene.UntilStatusAsync(s => s.Failure is not null);

        Assert.That(status.Failure?.Message, Does.Contain("more than 2 pods"));
    }

    [Test]
    public async Task A_pipeline_that_gives_up_ends_the_wait_for_the_first_list()
    {
        await using var server = new ScriptedServer(x => x.RefuseAsync(403));
        await using var scene = new InformerScene(server, pipeline: ResiliencePipeline.Empty);

        var e = await Failure.OfAsync<ApiException>(() => scene.Informer.WaitForSyncAsync(CancellationToken.None).Within("sync"));

        Assert.That(e.Reason, Is.EqualTo(ApiError.Forbidden));
    }

    [Test]
    public async Task Disposing_ends_the_watch_and_the_waits()
    {
        await using var server = new ScriptedServer(x => x.StallAsync());
        var scene = new InformerScene(server);
        var sync = scene.Informer.WaitForSyncAsync(CancellationToken.None);

        await scene.DisposeAsync().AsTask().Within("disposal");

        await Failure.OfAsync<ObjectDisposedException>(() => sync.Within("end of the wait"));
    }
}
