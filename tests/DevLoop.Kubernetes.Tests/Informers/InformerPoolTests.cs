using System.Collections.Concurrent;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Informers;
using DevLoop.Kubernetes.Resources;
using DevLoop.Kubernetes.Tests.Scripted;
using DevLoop.Testing;
using static DevLoop.Kubernetes.Tests.Informers.PodJson;

namespace DevLoop.Kubernetes.Tests.Informers;

internal sealed class InformerPoolTests
{
    private static readonly TimeSpan Never = TimeSpan.FromDays(1);

    [Test]
    public async Task Two_hundred_users_are_one_list_and_one_watch()
    {
        var clock = new FakeClock();
        await using var scene = new PoolScene(AnswerAsync, clock: clock);
        var leases = Enumerable.Range(0, 200).Select(i => scene.Rent(ResourceDemand.Named(i % 2 == 0 ? "a" : "b"))).ToList();

        clock.Advance(scene.Options.Settle);
        await Task.WhenAll(leases.Select(l => l.WaitForSyncAsync(CancellationToken.None))).Within("sync");
        await scene.WatchedAsync("watch");
        using var late = scene.Rent(ResourceDemand.Labelled("app=web"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(scene.Requests, Is.EqualTo(new[] { "list", "watch" }));
            Assert.That(leases, Has.All.Matches<InformerLease<Pod>>(l => l?.View.Count == 3));
            Assert.That(late.Status.IsSynced, Is.True, "what is followed already needs no wait");
        }
    }

    [Test]
    public async Task Each_kind_and_each_namespace_is_followed_for_itself_and_no_more_of_it_than_needed()
    {
        await using var scene = new PoolScene(AnswerAsync);
        using var name = scene.Rent(ResourceDemand.Named("a"));
        using var label = scene.Pool.Rent<Pod>("other", ResourceDemand.Labelled("app=web"));
        using var all = scene.Pool.Rent<Pod>(null, ResourceDemand.All);
        using var service = scene.Pool.Rent<Service>("default", ResourceDemand.Named("svc"));

        await Task.WhenAll(scene.WatchedAsync("watch metadata.name=a"), scene.WatchedAsync("watch app=web"), scene.WatchedAsync("watch"), scene.WatchedAsync("watch metadata.name=svc"));

        Assert.That(scene.OpenWatches, Is.EqualTo(4));
    }

    [Test]
    public async Task When_more_is_needed_nothing_goes_from_the_view_and_the_differences_are_told()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var scene = new PoolScene(async x =>
        {
            if (x.Request.Query("fieldSelector") is null)
            {
                await release.Task;
            }

            await AnswerAsync(x);
        });
        var changes = new ConcurrentQueue<string>();
        using var first = scene.Rent(ResourceDemand.Named("a"));
        first.Subscribe(c => changes.Enqueue($"{c.Type} {c.Resource.Metadata.Name}"));
        await first.WaitForSyncAsync(CancellationToken.None).Within("sync");

        using var second = scene.Rent(ResourceDemand.Named("b"));
        var synced = second.WaitForSyncAsync(CancellationToken.None);
        Assert.That((first.Status.IsSynced, second.Status.IsSynced, synced.IsCompleted, first.View.Count), Is.EqualTo((true, false, false, 1)));
        release.SetResult();
        await synced.Within("sync");
        await scene.WatchedAsync("watch");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(second.View.Find("default", "b"), Is.Not.Null);
            Assert.That(changes, Is.EqualTo(new[] { "Added a", "Added b", "Added c" }));
            Assert.That(scene.Requests.Where(r => r.StartsWith("list", StringComparison.Ordinal)), Is.EqualTo(new[] { "list metadata.name=a", "list" }));
        }
    }

    [Test]
    public async Task What_only_a_former_user_needed_is_given_up_after_a_while()
    {
        var clock = new FakeClock();
        await using var scene = new PoolScene(AnswerAsync, clock: clock);
        var deleted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stays = scene.Rent(ResourceDemand.Named("a"));
        var goes = scene.Rent(ResourceDemand.All);
        clock.Advance(scene.Options.Settle);
        await stays.WaitForSyncAsync(CancellationToken.None).Within("sync");
        stays.Subscribe(c => _ = c is { Type: ResourceChangeType.Deleted, Resource.Metadata.Name: "c" } && deleted.TrySetResult());

        goes.Dispose();
        clock.Advance(scene.Options.Linger - TimeSpan.FromMilliseconds(1));
        Assert.That(stays.View, Has.Count.EqualTo(3));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await deleted.Task.Within("the narrower view");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(stays.View.Single().Metadata.Name, Is.EqualTo("a"));
            Assert.That(stays.Status.IsSynced, Is.True);
            Assert.That(() => goes.Subscribe(_ => { }), Throws.InstanceOf<ObjectDisposedException>());
        }
    }

    [Test]
    public async Task Who_comes_back_soon_finds_what_was_there_and_who_does_not_ends_it()
    {
        var clock = new FakeClock();
        await using var scene = new PoolScene(AnswerAsync, clock: clock);
        var first = scene.Rent(ResourceDemand.All);
        clock.Advance(scene.Options.Settle);
        await first.WaitForSyncAsync(CancellationToken.None).Within("sync");
        await scene.WatchedAsync("watch");

        first.Dispose();
        clock.Advance(scene.Options.Linger / 2);
        var again = scene.Rent(ResourceDemand.All);
        clock.Advance(scene.Options.Linger * 2);
        Assert.That((again.Status.IsSynced, scene.Requests.Count()), Is.EqualTo((true, 2)));

        again.Dispose();
        clock.Advance(scene.Options.Linger);
        using var anew = scene.Rent(ResourceDemand.All);
        Assert.That((anew.Status.IsSynced, anew.View.Count), Is.EqualTo((false, 0)));
        clock.Advance(scene.Options.Settle);
        await anew.WaitForSyncAsync(CancellationToken.None).Within("sync");
    }

    [Test]
    public async Task A_user_who_leaves_during_a_switch_stops_it_from_becoming_true()
    {
        var clock = new FakeClock();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var scene = new PoolScene(
            x =>
            {
                if (x.Request.Query("fieldSelector") is not null)
                {
                    return AnswerAsync(x);
                }

                asked.TrySetResult();
                return x.StallAsync();
            },
            clock: clock);
        using var stays = scene.Rent(ResourceDemand.Named("a"));
        clock.Advance(scene.Options.Settle);
        await stays.WaitForSyncAsync(CancellationToken.None).Within("sync");
        var goes = scene.Rent(ResourceDemand.All);
        var synced = goes.WaitForSyncAsync(CancellationToken.None);
        clock.Advance(scene.Options.Settle);
        await asked.Task.Within("the wider list");

        goes.Dispose();
        clock.Advance(scene.Options.Linger);

        using (Assert.EnterMultipleScope())
        {
            await Failure.OfAsync<ObjectDisposedException>(() => synced.Within("end of the wait"));
            Assert.That(stays.View.Single().Metadata.Name, Is.EqualTo("a"));
            Assert.That(stays.Status.IsSynced, Is.True);
            Assert.That(scene.Requests.Count(r => r == "list metadata.name=a"), Is.EqualTo(1), "what ran before is what is needed again");
        }
    }

    [Test]
    public async Task A_user_who_comes_during_a_switch_to_less_stops_it_too()
    {
        var clock = new FakeClock();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var scene = new PoolScene(
            async x =>
            {
                if (x.Request.Query("fieldSelector") is not null)
                {
                    asked.TrySetResult();
                    await release.Task;
                }

                await AnswerAsync(x);
            },
            clock: clock);
        using var stays = scene.Rent(ResourceDemand.Named("a"));
        var goes = scene.Rent(ResourceDemand.All);
        clock.Advance(scene.Options.Settle);
        await goes.WaitForSyncAsync(CancellationToken.None).Within("sync");
        goes.Dispose();
        clock.Advance(scene.Options.Linger);
        await asked.Task.Within("the narrower list");

        using var comes = scene.Rent(ResourceDemand.Labelled("app=web"));
        release.SetResult();
        clock.Advance(scene.Options.Linger);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(comes.Status.IsSynced, Is.True);
            Assert.That(comes.View, Has.Count.EqualTo(3));
            Assert.That(scene.Requests.Count(r => r == "list"), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task Where_lists_are_forbidden_names_are_got_and_only_who_needs_more_is_told_so()
    {
        await using var scene = new PoolScene(
            x => x.Request.Path.EndsWith("/pods", StringComparison.Ordinal) ? x.RefuseAsync(403) : x.JsonAsync(Pod(x.Request.Path.Split('/')[^1], "1")),
            new InformerPoolOptions { Settle = TimeSpan.FromMilliseconds(1), Informer = new InformerOptions { PollInterval = TimeSpan.FromMilliseconds(1), WatchRetryInterval = Never } });
        using var named = scene.Rent(ResourceDemand.Named("a"));
        await named.WaitForSyncAsync(CancellationToken.None).Within("sync");
        using var all = scene.Rent(ResourceDemand.All);
        using var late = scene.Rent(ResourceDemand.Named("b"));
        var refused = new TaskCompletionSource<InformerStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        all.SubscribeToStatus(s => _ = s.Failure is not null && refused.TrySetResult(s));

        await late.WaitForSyncAsync(CancellationToken.None).Within("sync");
        var status = await refused.Task.Within("refusal");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(late.View.Select(p => p.Metadata.Name), Is.EqualTo(new[] { "a", "b" }));
            Assert.That(named.Status, Has.Property("Following").EqualTo(InformerFollowing.PollingGet).And.Property("Failure").Null);
            Assert.That((status.IsSynced, status.Following, (status.Failure as ApiException)?.Operation.Verb), Is.EqualTo((false, InformerFollowing.None, "list")));
            Assert.That(status.Missing, Is.EqualTo(new[] { new MissingPermission("list", "pods", "default") }));
        }
    }

    [Test]
    public async Task Users_that_come_and_go_at_once_all_see_what_they_need_and_leave_nothing_behind()
    {
        var options = new InformerPoolOptions { Settle = TimeSpan.FromMilliseconds(1), Linger = TimeSpan.FromMilliseconds(1) };
        await using var scene = new PoolScene(AnswerAsync, options);
        using var steady = scene.Rent(ResourceDemand.Named("a"));
        await steady.WaitForSyncAsync(CancellationToken.None).Within("sync");
        var gone = 0;
        steady.Subscribe(c => gone += c is { Type: ResourceChangeType.Deleted, Resource.Metadata.Name: "a" } ? 1 : 0);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(user => Task.Run(async () =>
        {
            var random = new Random(user);
            for (var i = 0; i < 15; i++)
            {
                var name = ((string[])["a", "b", "c"])[random.Next(3)];
                using var lease = scene.Rent(random.Next(3) == 0 ? ResourceDemand.All : ResourceDemand.Named(name));
                if (random.Next(4) > 0)
                {
                    await lease.WaitForSyncAsync(CancellationToken.None);
                    Assert.That(lease.View.Find("default", name), Is.Not.Null);
                }
            }
        }))).Within("end of all users");
        await scene.Pool.DisposeAsync().AsTask().Within("disposal");
        await scene.UnwatchedAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(gone, Is.Zero);
            Assert.That(() => scene.Rent(ResourceDemand.All), Throws.InstanceOf<ObjectDisposedException>());
        }
    }

    [Test]
    public async Task Disposing_of_the_pool_ends_what_runs_and_who_waits()
    {
        var pods = new PoolScene(x => x.StallAsync());
        using var lease = pods.Rent(ResourceDemand.All);
        var sync = lease.WaitForSyncAsync(CancellationToken.None);

        await pods.DisposeAsync().AsTask().Within("disposal");

        await Failure.OfAsync<ObjectDisposedException>(() => sync.Within("end of the wait"));
    }

    /// <summary>The pods a, b and c, or those that are asked for by name.</summary>
    private static Task AnswerAsync(ScriptedExchange x)
    {
        var name = x.Request.Query("fieldSelector")?.Split('=')[1];
        return x.JsonAsync(List("10", [.. ((string[])["a", "b", "c"]).Where(n => name is null || n == name).Select(n => (n, "1"))]));
    }
}
