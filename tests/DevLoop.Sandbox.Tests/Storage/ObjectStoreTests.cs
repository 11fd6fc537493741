using System.Text.Json.Nodes;
using DevLoop.Sandbox.Storage;
using DevLoop.Testing;

namespace DevLoop.Sandbox.Tests.Storage;

internal sealed class ObjectStoreTests
{
    private readonly FakeClock _clock = new();
    private readonly ObjectStore _store;

    public ObjectStoreTests() => _store = new ObjectStore(_clock, historyCapacity: 4);

    [Test]
    public void A_new_object_gets_uid_time_and_version()
    {
        var created = _store.Create(GroupResource.Pods, Pod("web"));

        Assert.Multiple(() =>
        {
            Assert.That(Guid.TryParse(created.Uid, out _), Is.True);
            Assert.That(created.Content.Metadata("creationTimestamp"), Is.EqualTo("2026-01-01T00:00:00Z"));
            Assert.That(created.Content.Metadata("resourceVersion"), Is.EqualTo("2"));
            Assert.That(_store.ResourceVersion, Is.EqualTo(2));
        });
    }

    [Test]
    public void A_name_is_taken_once()
    {
        _store.Create(GroupResource.Pods, Pod("web"));

        Assert.That(
            () => _store.Create(GroupResource.Pods, Pod("web")),
            Throws.TypeOf<StoreException>().With.Message.EqualTo("pods \"web\" already exists"));
    }

    [Test]
    public void A_generated_name_has_five_letters_behind_its_prefix()
    {
        var pod = Pod("");
        pod["metadata"]!["generateName"] = "web-";

        Assert.That(_store.Create(GroupResource.Pods, pod).Name, Does.Match("^web-[bcdfghjklmnpqrstvwxz2456789]{5}$"));
    }

    [Test]
    public void What_the_caller_does_to_its_copy_does_not_reach_the_store()
    {
        var mine = Pod("web");
        _store.Create(GroupResource.Pods, mine);
        mine["spec"] = "spoiled";
        _store.Get(GroupResource.Pods, "default", "web").Copy()["spec"] = "spoiled";

        Assert.That(_store.Get(GroupResource.Pods, "default", "web").Content["spec"], Is.Null);
    }

    [Test]
    public void An_update_keeps_what_identifies_the_object()
    {
        var created = _store.Create(GroupResource.Pods, Pod("web"));
        var updated = _store.Update(GroupResource.Pods, "default", "web", _ => new JsonObject { ["spec"] = "new" });

        Assert.Multiple(() =>
        {
            Assert.That(updated.Uid, Is.EqualTo(created.Uid));
            Assert.That(updated.Name, Is.EqualTo("web"));
            Assert.That(updated.ResourceVersion, Is.EqualTo(3));
        });
    }

    [Test]
    public void An_update_that_changes_nothing_makes_no_version()
    {
        _store.Create(GroupResource.Pods, Pod("web"));
        _store.Update(GroupResource.Pods, "default", "web", pod => pod);

        Assert.That(_store.ResourceVersion, Is.EqualTo(2));
    }

    [Test]
    public void An_update_of_an_old_version_is_a_conflict()
    {
        var old = _store.Create(GroupResource.Pods, Pod("web")).Copy();
        _store.Update(GroupResource.Pods, "default", "web", WithSpec("1"));

        Assert.That(
            () => _store.Update(GroupResource.Pods, "default", "web", _ => old),
            Throws.TypeOf<StoreException>().With.Property("Error").EqualTo(StoreError.Conflict));
    }

    [Test]
    public void A_change_runs_again_when_somebody_else_wrote_in_between()
    {
        _store.Create(GroupResource.Pods, Pod("web"));
        var runs = 0;
        var updated = _store.Update(GroupResource.Pods, "default", "web", pod =>
        {
            if (++runs == 1)
            {
                _store.Update(GroupResource.Pods, "default", "web", WithSpec("other"));
            }

            pod["mine"] = true;
            return pod;
        });

        Assert.Multiple(() =>
        {
            Assert.That(runs, Is.EqualTo(2));
            Assert.That((string?)updated.Content["spec"], Is.EqualTo("other"));
        });
    }

    [Test]
    public void A_deletion_minds_uid_and_version()
    {
        var created = _store.Create(GroupResource.Pods, Pod("web"));

        Assert.Multiple(() =>
        {
            Assert.That(
                () => _store.Delete(GroupResource.Pods, "default", "web", uid: "other"),
                Throws.TypeOf<StoreException>().With.Property("Error").EqualTo(StoreError.Conflict));
            Assert.That(
                () => _store.Delete(GroupResource.Pods, "default", "web", version: 1),
                Throws.TypeOf<StoreException>().With.Property("Error").EqualTo(StoreError.Conflict));
            Assert.That(_store.Delete(GroupResource.Pods, "default", "web", created.Uid, created.ResourceVersion).ResourceVersion, Is.EqualTo(3));
            Assert.That(
                () => _store.Delete(GroupResource.Pods, "default", "web"),
                Throws.TypeOf<StoreException>().With.Message.EqualTo("pods \"web\" not found"));
        });
    }

    [Test]
    public void A_list_of_an_earlier_version_shows_what_was_there_then()
    {
        _store.Create(GroupResource.Pods, Pod("a"));
        _store.Create(GroupResource.Pods, Pod("b"));
        var then = _store.ResourceVersion;
        _store.Delete(GroupResource.Pods, "default", "a");
        _store.Update(GroupResource.Pods, "default", "b", WithSpec("new"));
        _store.Create(GroupResource.Pods, Pod("c"));

        var list = _store.List(GroupResource.Pods, "default", then);

        Assert.Multiple(() =>
        {
            Assert.That(list.Items.Select(o => o.Name), Is.EqualTo(["a", "b"]));
            Assert.That(list.Items[1].Content["spec"], Is.Null);
            Assert.That(list.ResourceVersion, Is.EqualTo(then));
            Assert.That(_store.List(GroupResource.Pods).Items.Select(o => o.Name), Is.EqualTo(["b", "c"]));
        });
    }

    [Test]
    public void A_list_holds_one_namespace_or_all()
    {
        _store.Create(GroupResource.Pods, Pod("a", "one"));
        _store.Create(GroupResource.Pods, Pod("a", "two"));

        Assert.Multiple(() =>
        {
            Assert.That(_store.List(GroupResource.Pods, "two").Items, Has.Count.EqualTo(1));
            Assert.That(_store.List(GroupResource.Pods).Items, Has.Count.EqualTo(2));
            Assert.That(_store.List(GroupResource.Services).Items, Is.Empty);
        });
    }

    [Test]
    public async Task A_watch_tells_every_change_in_order()
    {
        var from = _store.ResourceVersion;
        _store.Create(GroupResource.Pods, Pod("a"));
        _store.Create(GroupResource.Services, Pod("not-a-pod"));
        await using var watch = _store.WatchAsync(GroupResource.Pods, "default", from, CancellationToken.None).GetAsyncEnumerator();

        Assert.That(await Next(watch), Is.EqualTo((StoreEventType.Added, "a", 2L)));

        _store.Update(GroupResource.Pods, "default", "a", WithSpec("1"));
        _store.Delete(GroupResource.Pods, "default", "a");

        Assert.That(await Next(watch), Is.EqualTo((StoreEventType.Modified, "a", 4L)));
        Assert.That(await Next(watch), Is.EqualTo((StoreEventType.Deleted, "a", 5L)));
    }

    [Test]
    public async Task The_cursor_of_a_watch_is_behind_what_was_not_read_and_passes_changes_of_other_kinds()
    {
        var cursor = new WatchCursor(_store.ResourceVersion);
        _store.Create(GroupResource.Pods, Pod("a"));
        _store.Create(GroupResource.Pods, Pod("b"));
        _store.Create(GroupResource.Services, Pod("not-a-pod"));
        await using var watch = _store.WatchAsync(GroupResource.Pods, null, cursor, CancellationToken.None).GetAsyncEnumerator();

        Assert.That((await Next(watch)).Name, Is.EqualTo("a"));
        Assert.That(cursor.Version, Is.EqualTo(1));
        Assert.That((await Next(watch)).Name, Is.EqualTo("b"));
        Assert.That(cursor.Version, Is.EqualTo(2));

        var next = Next(watch);
        Assert.That(cursor.Version, Is.EqualTo(_store.ResourceVersion));

        _store.Create(GroupResource.Pods, Pod("c"));
        Assert.That((await next).Name, Is.EqualTo("c"));
    }

    [Test]
    public async Task A_watch_wakes_up_for_a_later_change()
    {
        await using var watch = _store.WatchAsync(GroupResource.Pods, null, _store.ResourceVersion, CancellationToken.None).GetAsyncEnumerator();
        var next = Next(watch);
        _store.Create(GroupResource.Pods, Pod("late"));

        Assert.That((await next).Name, Is.EqualTo("late"));
    }

    [Test]
    public void A_watch_ends_when_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.That(
            async () => await _store.WatchAsync(GroupResource.Pods, null, _store.ResourceVersion, cancelled.Token).GetAsyncEnumerator(cancelled.Token).MoveNextAsync(),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [TestCase(1, StoreError.Expired, "too old resource version: 1 (3)")]
    [TestCase(99, StoreError.TooLargeResourceVersion, "Too large resource version: 99, current: 7")]
    public async Task A_watch_or_list_outside_of_the_history_is_refused(long version, object error, string message)
    {
        for (var i = 0; i < 6; i++)
        {
            _store.Create(GroupResource.Pods, Pod($"pod-{i}"));
        }

        var list = Assert.Throws<StoreException>(() => _store.List(GroupResource.Pods, null, version));
        var watch = await Assert.ThrowsAsync<StoreException>(async () =>
            await _store.WatchAsync(GroupResource.Pods, null, version, CancellationToken.None).GetAsyncEnumerator().MoveNextAsync());
        Assert.That((list!.Error, list.Message), Is.EqualTo((error, message)));
        Assert.That((watch!.Error, watch.Message), Is.EqualTo((error, message)));
    }

    [Test]
    public void Many_writers_lose_no_update()
    {
        var store = new ObjectStore(_clock);
        store.Create(GroupResource.Pods, Pod("web"));
        Parallel.For(0, 200, _ => store.Update(GroupResource.Pods, "default", "web", pod =>
        {
            pod["count"] = ((int?)pod["count"] ?? 0) + 1;
            return pod;
        }));

        Assert.That((int?)store.Get(GroupResource.Pods, "default", "web").Content["count"], Is.EqualTo(200));
    }

    private static Func<JsonObject, JsonObject> WithSpec(string spec) => pod =>
    {
        pod["spec"] = spec;
        return pod;
    };

    private static JsonObject Pod(string name, string @namespace = "default") =>
        new() { ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace } };

    private static async Task<(StoreEventType Type, string Name, long Version)> Next(IAsyncEnumerator<StoreEvent> watch)
    {
        await watch.MoveNextAsync().AsTask().Within("event");
        return (watch.Current.Type, watch.Current.Object.Name, watch.Current.ResourceVersion);
    }
}
