using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Informers;
using DevLoop.Kubernetes.Tests.Scripted;
using DevLoop.Testing;
using static DevLoop.Kubernetes.Tests.Informers.PodJson;

namespace DevLoop.Kubernetes.Tests.Informers;

internal sealed class InformerRecoveryTests
{
    [Test]
    public async Task A_list_in_pages_is_one_list_also_if_it_expires_between_them()
    {
        var firstPages = 0;
        await using var server = new ScriptedServer(x => (x.Request.Query("watch"), x.Request.Query("continue")) switch
        {
            ("true", _) => x.IdleAsync(),
            (_, null) => x.JsonAsync(Page($"{10 * ++firstPages}", $"next{firstPages}", ("a", "1"), ($"b{firstPages}", "2"))),
            (_, "next1") => x.JsonAsync("""{"kind":"Status","code":410,"reason":"Expired"}""", 410),
            _ => x.JsonAsync(Page("20", "", ("c", "3"))),
        });
        await using var scene = new InformerScene(server, limits: new ClusterLimits { PageSize = 2 });

        await scene.UntilStatusAsync(s => s.Following == InformerFollowing.Watching);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(scene.Names, Is.EqualTo(new[] { "a", "b2", "c" }));
            Assert.That(server.Requests.Where(r => r.Query("watch") is null).Select(r => r.Query("limit")), Has.All.EqualTo("2"));
            Assert.That(server.Requests.Single(r => r.Query("watch") is not null).Query("resourceVersion"), Is.EqualTo("20"));
        }
    }

    [Test]
    public async Task While_the_server_restarts_the_view_stays_and_what_it_missed_is_told_after()
    {
        var lists = 0;
        var watches = 0;
        await using var server = new ScriptedServer(x =>
        {
            if (x.Request.Query("watch") is not null)
            {
                return ++watches == 1 ? x.JsonAsync(Event("ADDED", "b", "11") + Fixture.Text("watch-expired.jsonl")) : x.IdleAsync();
            }

            switch (++lists)
            {
                case 1:
                    return x.JsonAsync(List("10", ("a", "1")));
                case 2:
                    x.IsOver = true;
                    return x.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{\"items\":[");
                case 3:
                    x.IsOver = true;
                    return Task.CompletedTask;
                case 4:
                    return x.BodyAsync("starting", 503, "text/plain");
                default:
                    return x.JsonAsync(List("50", ("b", "11"), ("c", "40")));
            }
        });
        var views = new List<int>();
        await using var scene = new InformerScene(
            server, before: informer => informer.SubscribeToStatus(s => views.Add(s.FailuresInARow > 0 ? informer.View.Count : 2)));

        var down = await scene.UntilStatusAsync(s => s.Failure?.Message.Contains("503", StringComparison.Ordinal) == true);
        await scene.UntilAsync("Added c");
        var up = await scene.UntilStatusAsync(s => s.Following == InformerFollowing.Watching);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(down, Has.Property("IsSynced").True.And.Property("Following").EqualTo(InformerFollowing.None));
            Assert.That(views, Has.All.EqualTo(2), "nothing goes because the server does");
            Assert.That(scene.Changes, Is.EqualTo(new[] { "Added a", "Added b", "Deleted a", "Added c" }));
            Assert.That(up.FailuresInARow, Is.Zero);
        }
    }

    [Test]
    public async Task A_server_that_sends_no_bookmarks_is_followed_from_the_last_event_or_the_list()
    {
        var lists = 0;
        var watches = 0;
        await using var server = new ScriptedServer(x => x.Request.Query("watch") is null
            ? x.JsonAsync(++lists == 1 ? List("10") : List("90", ("b", "80")))
            : ++watches switch
            {
                1 => x.JsonAsync(Event("ADDED", "a", "11")),
                2 => x.JsonAsync(Event("MODIFIED", "a", "12")),
                3 => x.JsonAsync("""{"kind":"Status","code":410,"reason":"Expired"}""", 410),
                _ => x.IdleAsync(),
            });
        await using var scene = new InformerScene(server);

        await scene.UntilAsync("Added b");
        await scene.UntilStatusAsync(s => s.Following == InformerFollowing.Watching);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(scene.Changes, Is.EqualTo(new[] { "Added a", "Modified a", "Deleted a", "Added b" }));
            Assert.That(server.Requests.Where(r => r.Query("watch") is not null).Select(r => r.Query("resourceVersion")).Take(3), Is.EqualTo(new[] { "10", "11", "12" }));
        }
    }

    [Test]
    public async Task A_watch_that_is_silent_until_the_server_ends_it_is_no_failure()
    {
        var clock = new FakeClock();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watches = 0;
        await using var server = new ScriptedServer(async x =>
        {
            switch (x.Request.Query("watch"))
            {
                case null:
                    await x.JsonAsync(List("10", ("a", "1")));
                    break;
                case var _ when ++watches == 1:
                    await x.BeginStreamAsync();
                    await ended.Task;
                    await x.EndStreamAsync();
                    break;
                default:
                    await x.JsonAsync(Event("ADDED", "b", "11"));
                    break;
            }
        });
        await using var scene = new InformerScene(server, clock: clock, transportClock: clock);
        await scene.UntilStatusAsync(s => s.Following == InformerFollowing.Watching);

        clock.Advance(new InformerOptions().WatchTimeout);
        ended.SetResult();
        await scene.UntilAsync("Added b");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(scene.Changes, Is.EqualTo(new[] { "Added a", "Added b" }));
            Assert.That(scene.Log.Text, Does.Not.Contain("Not following"));
            Assert.That(server.Requests.Count(r => r.Query("watch") is null), Is.EqualTo(1));
            Assert.That(server.Requests[1].Query("timeoutSeconds"), Is.EqualTo("300"));
        }
    }

    [Test]
    public async Task A_watch_that_outlives_its_time_in_silence_is_dead_and_made_again()
    {
        var clock = new FakeClock();
        var watches = 0;
        await using var server = new ScriptedServer(x => x.Request.Query("watch") is null
            ? x.JsonAsync(List("10", ("a", "1")))
            : ++watches == 1 ? x.IdleAsync() : x.JsonAsync(Event("ADDED", "b", "11")));
        await using var scene = new InformerScene(server, clock: clock, transportClock: clock);
        await scene.UntilStatusAsync(s => s.Following == InformerFollowing.Watching);

        clock.Advance(new InformerOptions().WatchTimeout + new ClusterLimits().WatchGrace);
        var dead = await scene.UntilStatusAsync(s => s.Failure is not null);
        await scene.UntilAsync("Added b");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((dead.Failure as ClusterConnectionException)?.Reason, Is.EqualTo(ClusterConnectionError.TimedOut));
            Assert.That(scene.Changes, Is.EqualTo(new[] { "Added a", "Added b" }));
            Assert.That(server.Requests.Last(r => r.Query("watch") is not null).Query("resourceVersion"), Is.AnyOf("10", "11"));
        }
    }

    [TestCase(20, 20)]
    [TestCase(3600, 30)]
    public async Task A_server_that_asks_for_patience_is_given_it_within_reason(int asked, int given)
    {
        var clock = new FakeClock();
        await using var server = new ScriptedServer(x => x.JsonAsync($$$"""{"kind":"Status","code":429,"details":{"retryAfterSeconds":{{{asked}}}}}""", 429));
        await using var scene = new InformerScene(server, pipeline: InformerReconnect.Create(clock), clock: clock);
        await scene.UntilStatusAsync(s => s.FailuresInARow == 1);
        await clock.WaitForTimersAsync(1).Within("pause");

        clock.Advance(TimeSpan.FromSeconds(given - 1));
        Assert.That(server.Requests, Has.Count.EqualTo(1));
        clock.Advance(TimeSpan.FromSeconds(1));

        await scene.UntilStatusAsync(s => s.FailuresInARow == 2);
    }
}
