using System.Text.Json.Nodes;
using DevLoop.Sandbox.Nodes.Events;
using DevLoop.Sandbox.Nodes.Specs;
using DevLoop.Sandbox.Storage;
using DevLoop.Testing;

namespace DevLoop.Sandbox.Tests.Nodes;

[TestFixture]
internal sealed class EventRecorderTests
{
    private readonly FakeClock _clock = new();
    private readonly ObjectStore _store;
    private readonly EventRecorder _events;
    private readonly PodSpec _pod;

    public EventRecorderTests()
    {
        _store = new ObjectStore(_clock);
        _events = new EventRecorder(_store, "kubelet", _clock);
        _pod = PodSpec.Read(_store.Create(
            GroupResource.Pods, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "web-1", ["namespace"] = "default" } }));
    }

    private List<JsonObject> Events => [.. _store.List(GroupResource.Events).Items.Select(e => e.Content)];

    [Test]
    public void The_same_event_again_counts_up()
    {
        _events.Warning(_pod, "app", "Unhealthy", "It is not well.");
        _clock.Advance(TimeSpan.FromSeconds(10));
        _events.Warning(_pod, "app", "Unhealthy", "It is not well.");

        Assert.That(Events, Has.Count.EqualTo(1));
        Assert.That((int)Events[0]["count"]!, Is.EqualTo(2));
        Assert.That((string?)Events[0]["firstTimestamp"], Is.EqualTo("2026-01-01T00:00:00Z"));
        Assert.That((string?)Events[0]["lastTimestamp"], Is.EqualTo("2026-01-01T00:00:10Z"));
        Assert.That((string?)Events[0]["involvedObject"]!["fieldPath"], Is.EqualTo("spec.containers{app}"));
    }

    [Test]
    public void An_event_that_somebody_deleted_is_written_anew()
    {
        _events.Normal(_pod, "", "Killing", "Stopping containers");
        _store.Delete(GroupResource.Events, "default", _store.List(GroupResource.Events).Items[0].Name);

        _events.Normal(_pod, "", "Killing", "Stopping containers");

        Assert.That(Events, Has.Count.EqualTo(1));
    }

    [Test]
    public void Only_the_last_events_are_kept()
    {
        for (var i = 0; i < EventRecorder.MaxEvents + 5; i++)
        {
            _events.Normal(_pod, "app", "Started", $"number {i}");
        }

        Assert.That(Events, Has.Count.EqualTo(EventRecorder.MaxEvents));
        Assert.That(Events.Select(e => (string?)e["message"]), Has.None.EqualTo("number 4").And.Some.EqualTo("number 5"));
    }
}
