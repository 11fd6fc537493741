using System.Net;
using DevLoop.Cli.Console;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Resources;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.Cli.Tests.Console;

internal sealed class PortForwardReporterTests
{
    private static readonly PortForwardEntry Web = Entry(80);
    private static readonly PortForwardEntry Echo = Entry(7000);

    private readonly RecordingConsole _console = new();
    private PortForwardReporter _reporter = null!;

    [SetUp]
    public void Report() => _reporter = new PortForwardReporter(_console, NullLogger.Instance);

    [Test]
    public void What_kubectl_prints_goes_to_stdout_word_for_word()
    {
        Publish(
            new ForwardEvent.Bound(Web, [new IPEndPoint(IPAddress.Loopback, 6000), new IPEndPoint(IPAddress.IPv6Loopback, 6000)], []),
            new ForwardEvent.Active(Web, Target("a")),
            new ForwardEvent.ConnectionAccepted(Web, new IPEndPoint(IPAddress.Loopback, 6000)));
        Assert.Multiple(() =>
        {
            Assert.That(_console.OutLines, Is.EqualTo(
            [
                "Forwarding from 127.0.0.1:6000 -> 8080",
                "Forwarding from [::1]:6000 -> 8080",
                "Handling connection for 6000",
            ]));
            Assert.That(_console.ErrorLines, Is.Empty);
        });
    }

    [Test]
    public void The_change_of_the_pod_is_said_once_for_all_forwards_and_on_stderr()
    {
        Publish(Bound(Web), Bound(Echo), Active(Web, "a"), Active(Echo, "a"));
        Publish(Waiting(Web, "pod a is being deleted"), Waiting(Echo, "pod a is being deleted"));
        Publish(Active(Web, "b"), Active(Echo, "b"));
        Publish(Active(Web, "c"), Active(Echo, "c"));
        Assert.Multiple(() =>
        {
            Assert.That(_console.ErrorLines, Is.EqualTo(["Waiting for service/web: pod a is being deleted.", "Now forwarding to pod b.", "Now forwarding to pod c."]));
            Assert.That(_console.OutLines, Has.Count.EqualTo(2));
        });
    }

    [Test]
    public void The_first_pod_is_no_change_even_if_it_was_waited_for()
    {
        Publish(Bound(Web), Waiting(Web, "pod a is pending"), Active(Web, "a"));
        Assert.That(_console.ErrorLines, Is.EqualTo(["Waiting for service/web: pod a is pending."]));
    }

    [Test]
    public void The_same_pod_after_a_wait_is_news()
    {
        Publish(Bound(Web), Active(Web, "a"), Waiting(Web, "pod a is not ready"), Active(Web, "a"));
        Assert.That(_console.ErrorLines, Is.EqualTo(["Waiting for service/web: pod a is not ready.", "Now forwarding to pod a."]));
    }

    [Test]
    public void A_wait_whose_counts_alone_change_and_one_for_the_whole_cluster_are_no_news()
    {
        Publish(Bound(Web), Active(Web, "a"));
        for (var restarts = 1; restarts < 4; restarts++)
        {
            Publish(
                Waiting(Web, $"pod a has a container that ended (app, exit code {restarts})") with { Topic = "ended" },
                Waiting(Web, $"pod a crashes (container app, {restarts} restarts)") with { Topic = "crashes" });
        }

        Publish(Waiting(Web, "Nothing listens there") with { Topic = TargetState.ClusterLost });
        Assert.That(
            _console.ErrorLines,
            Is.EqualTo(["Waiting for service/web: pod a has a container that ended (app, exit code 1).", "Waiting for service/web: pod a crashes (container app, 1 restarts)."]));
    }

    [Test]
    public void An_address_that_is_not_bound_is_warned_about()
    {
        Publish(new ForwardEvent.Bound(Web, [new IPEndPoint(IPAddress.IPv6Loopback, 6000)], ["Local port 127.0.0.1:6000 is taken."]));
        Assert.That(_console.ErrorLines, Is.EqualTo(["warning: forwarding from [::1]:6000 only. Local port 127.0.0.1:6000 is taken."]));
    }

    [Test]
    public void What_comes_from_the_cluster_moves_no_cursor()
    {
        Publish(
            Bound(Web),
            Active(Web, "a"),
            Active(Web, "b\u001b[2J"),
            Waiting(Web, "evil\r\nForwarding from nowhere"),
            new ForwardEvent.ConnectionFailed(Web, new IPEndPoint(IPAddress.Loopback, 6000), "no\u0007\u202e"));
        Assert.Multiple(() =>
        {
            Assert.That(_console.ErrorLines.Concat(_console.OutLines).SelectMany(l => l).Any(c => char.IsControl(c) || c == '\u202e'), Is.False);
            Assert.That(_console.ErrorLines, Has.Count.EqualTo(3));
        });
    }

    [Test]
    public void A_terminal_that_is_gone_ends_nothing()
    {
        var reporter = new PortForwardReporter(new BrokenConsole(), NullLogger.Instance);
        Assert.That(() => reporter.Publish(new ForwardEvent.ConnectionAccepted(Web, new IPEndPoint(IPAddress.Loopback, 1))), Throws.Nothing);
    }

    private void Publish(params ForwardEvent[] events) => Array.ForEach(events, _reporter.Publish);

    private static ForwardEvent.Bound Bound(PortForwardEntry entry) => new(entry, [new IPEndPoint(IPAddress.Loopback, 6000)], []);

    private static ForwardEvent.Active Active(PortForwardEntry entry, string pod) => new(entry, Target(pod));

    private static ForwardEvent.Waiting Waiting(PortForwardEntry entry, string why) => new(entry, why);

    private static ForwardTarget Target(string pod) => new("default", pod, $"uid-{pod}", 8080, "node-1");

    private static PortForwardEntry Entry(int port) =>
        new(EntryOrigin.User, new ResourceReference(ResourceType.Service, "web"), "default", new IntOrString(port), LocalPortWish.Any, ListenAddress.Localhost);

    private sealed class BrokenConsole : IUserConsole
    {
        public TextWriter Out { get; } = new BrokenWriter();

        public TextWriter Error => Out;

        private sealed class BrokenWriter : StringWriter
        {
            public override void WriteLine(string? value) => throw new IOException("No space left on device");
        }
    }
}
