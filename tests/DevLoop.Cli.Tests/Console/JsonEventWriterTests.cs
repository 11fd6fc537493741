using System.Net;
using System.Text.Json.Nodes;
using DevLoop.Cli.Console;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Informers;
using DevLoop.Kubernetes.Resources;
using DevLoop.Testing;

namespace DevLoop.Cli.Tests.Console;

internal sealed class JsonEventWriterTests
{
    private static readonly PortForwardEntry Web = new(
        EntryOrigin.Debug, new ResourceReference(ResourceType.Pod, "web-0"), "shop", new IntOrString(56268), LocalPortWish.Any, ListenAddress.Localhost)
    {
        PortName = "dlv",
        Container = "app",
    };

    private static readonly IPEndPoint Local = new(IPAddress.Loopback, 4503);

    private readonly RecordingConsole _console = new();

    private static IEnumerable<TestCaseData> Events()
    {
        yield return new TestCaseData(new ForwardEvent.Waiting(Web, "no pod"), """{"event":"waiting","why":"no pod"}""");
        yield return new TestCaseData(
            new ForwardEvent.Active(Web, new ForwardTarget("shop", "web-0", "uid", 8080, "node")),
            """{"event":"active","podName":"web-0","containerPort":8080}""");
        yield return new TestCaseData(
            new ForwardEvent.Retrying(Web, 2, TimeSpan.FromSeconds(0.5), "refused"), """{"event":"retrying","why":"refused","attempt":2,"delaySeconds":0.5}""");
        yield return new TestCaseData(new ForwardEvent.AcceptPaused(Web, Local, "Too many open files"), """{"event":"acceptPaused","why":"Too many open files"}""");
        yield return new TestCaseData(new ForwardEvent.ConnectionFailed(Web, Local, "reset"), """{"event":"connectionFailed","why":"reset"}""");
        yield return new TestCaseData(
            new ForwardEvent.ConnectionFailed(Web, Local, "nothing listens") { Detail = "refused" }, """{"event":"connectionFailed","why":"nothing listens","detail":"refused"}""");
        yield return new TestCaseData(new ForwardEvent.Released(Web), """{"event":"released"}""");
    }

    [TestCaseSource(nameof(Events))]
    public void An_event_is_one_object_with_the_entry_the_local_end_and_what_is_its_own(ForwardEvent forwardEvent, string own)
    {
        var writer = NewWriter();
        writer.Publish(new ForwardEvent.Bound(Web, [Local], []));
        writer.Publish(forwardEvent);
        var expected = JsonNode.Parse(
            """
            {"time":"2026-01-01T00:00:00+00:00","origin":"debug","resourceType":"pod","resourceName":"web-0","namespace":"shop","port":56268,
             "portName":"dlv","containerName":"app","localAddress":"127.0.0.1","localPort":4503}
            """)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(own)!.AsObject())
        {
            expected[name] = value?.DeepClone();
        }

        var actual = JsonNode.Parse(_console.OutLines[^1])!.AsObject();
        actual["time"] = expected["time"]!.DeepClone();
        Assert.That(JsonNode.DeepEquals(actual, expected), Is.True, $"{actual}");
    }

    [Test]
    public void An_entry_on_several_addresses_is_one_event_for_each()
    {
        NewWriter().Publish(new ForwardEvent.Bound(Web, [Local, new IPEndPoint(IPAddress.IPv6Loopback, 4503)], []) { Moved = "Taken." });
        Assert.That(
            _console.OutLines.Select(l => JsonNode.Parse(l)!).Select(e => $"{e["event"]} {e["localAddress"]} {e["localPort"]} {e["why"]}"),
            Is.EqualTo(["bound 127.0.0.1 4503 Taken.", "bound ::1 4503 Taken."]));
    }

    [Test]
    public void What_is_not_known_is_absent()
    {
        var entry = Web with { PortName = null, Container = null, Port = new IntOrString("http") };
        var writer = NewWriter();
        writer.Publish(new ForwardEvent.Waiting(entry, "no pod"));
        writer.Publish(new ForwardEvent.PermissionMissing(entry, new MissingPermission("watch", "pods", "shop")));
        Assert.That(
            _console.OutLines.Select(l => string.Join(' ', JsonNode.Parse(l)!.AsObject().Select(p => p.Key))),
            Has.All.EqualTo("event time origin resourceType resourceName namespace port why"));
    }

    [Test]
    public void Each_origin_has_a_name_of_its_own_and_what_has_none_is_not_called_by_another_s()
    {
        var names = Enum.GetValues<EntryOrigin>().Select(o => JsonEvent.Of("bound", Web with { Origin = o }, default).Origin);
        Assert.That(names, Is.EqualTo(["user", "services", "pods", "debug"]));
        Assert.That(() => JsonEvent.Of("bound", Web with { Origin = (EntryOrigin)99 }, default), Throws.InvalidOperationException);
    }

    private JsonEventWriter NewWriter() => new(_console.Out, new FakeClock());
}
