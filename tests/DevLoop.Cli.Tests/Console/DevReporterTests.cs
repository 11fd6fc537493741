using System.Net;
using DevLoop.Cli.Console;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Informers;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Cli.Tests.Console;

internal sealed class DevReporterTests
{
    private static readonly PortForwardEntry Web = new(
        EntryOrigin.Services, new ResourceReference(ResourceType.Service, "web"), "shop", new IntOrString(80), LocalPortWish.Any, ListenAddress.Localhost);

    private readonly RecordingConsole _console = new();
    private readonly CancellationTokenSource _ending = new();
    private DevReporter _reporter = null!;

    [SetUp]
    public void Create() => _reporter = new DevReporter(_console.Out, _console.Error, _ending.Token);

    [TearDown]
    public void End() => _ending.Dispose();

    [Test]
    public void A_forward_that_is_up_is_said_in_the_words_of_Skaffold_once()
    {
        Tell(Bound(), Active("a"), Active("a"));
        Assert.That(_console.OutLines, Is.EqualTo(["Port forwarding service/web in namespace shop, remote port 80 -> http://127.0.0.1:4503"]));
        Assert.That(_console.ErrorLines, Is.Empty);
    }

    [Test]
    public void What_it_waits_for_and_where_it_goes_then_is_said_and_nothing_twice_in_a_row()
    {
        Tell(Bound(), Waiting("no pod"), Waiting("no pod"), Active("a"), Waiting("no pod"), Active("a"), Active("b"));
        Assert.That(_console.ErrorLines, Is.EqualTo(
        [
            "service/web in namespace shop waits: no pod.",
            "service/web in namespace shop waits: no pod.",
            "service/web in namespace shop goes to pod a now.",
            "service/web in namespace shop goes to pod b now.",
        ]));
    }

    [Test]
    public void A_reason_that_repeats_for_connection_after_connection_is_said_once()
    {
        Tell(Bound(), Active("a"), Failed("refused"), Failed("refused."), Failed("reset"));
        Assert.That(_console.ErrorLines, Is.EqualTo(
        [
            "A connection to 127.0.0.1:4503 (service/web in namespace shop) failed: refused.",
            "A connection to 127.0.0.1:4503 (service/web in namespace shop) failed: reset.",
        ]));
    }

    [Test]
    public void A_port_that_was_moved_and_a_permission_that_is_missing_are_warned_of_once()
    {
        var lack = new ForwardEvent.PermissionMissing(Web, new MissingPermission("watch", "pods", "shop"));
        Tell(Bound() with { Moved = "Local port 80 is taken." }, lack, lack);
        Assert.That(_console.ErrorLines, Is.EqualTo(
        [
            "warning: Local port 80 is taken.",
            "warning: you may not watch pods in namespace 'shop': what changes there is seen some seconds late, if at all.",
        ]));
    }

    [Test]
    public async Task What_is_not_wanted_any_more_is_said_but_not_at_the_end_of_the_program()
    {
        Tell(Bound(), new ForwardEvent.Released(Web), Bound());
        await _ending.CancelAsync();
        Tell(new ForwardEvent.Released(Web));
        Assert.That(_console.ErrorLines, Is.EqualTo(["service/web in namespace shop, port 80, is not forwarded any more: 127.0.0.1:4503 is free."]));
    }

    [Test]
    public void Nothing_that_a_terminal_would_obey_gets_through()
    {
        Tell(Bound(), Waiting("evil\u001b[31m\nsecond line"));
        Assert.That(_console.ErrorLines.Single().Any(char.IsControl), Is.False);
    }

    private void Tell(params ForwardEvent[] events) => Array.ForEach(events, _reporter.Publish);

    private static ForwardEvent.Bound Bound() => new(Web, [new IPEndPoint(IPAddress.Loopback, 4503)], []);

    private static ForwardEvent.Waiting Waiting(string why) => new(Web, why);

    private static ForwardEvent.Active Active(string pod) => new(Web, new ForwardTarget("shop", pod, $"uid-{pod}", 8080, "node"));

    private static ForwardEvent.ConnectionFailed Failed(string why) => new(Web, new IPEndPoint(IPAddress.Loopback, 4503), why);
}
