using System.Net;
using DevLoop.Cli.Console;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Cli.Tests.Console;

internal sealed class DevReporterTests
{
    private static readonly PortForwardEntry Http = Entry("web", 80);
    private static readonly PortForwardEntry Echo = Entry("web", 7000);
    private static readonly PortForwardEntry Other = Entry("other", 80);

    private readonly RecordingConsole _console = new();
    private readonly CancellationTokenSource _ending = new();
    private DevReporter _reporter = null!;

    [SetUp]
    public void Report() => _reporter = new DevReporter(_console.Out, _console.Error, _ending.Token);

    [TearDown]
    public void Stop() => _ending.Dispose();

    [Test]
    public void A_forward_is_told_in_Skaffold_s_words_on_each_address()
    {
        Publish(
            new ForwardEvent.Bound(Http, [new IPEndPoint(IPAddress.Loopback, 8080), new IPEndPoint(IPAddress.IPv6Loopback, 8080)], []), Active(Http, "a"));
        Assert.Multiple(() =>
        {
            Assert.That(_console.OutLines, Is.EqualTo(
            [
                "Port forwarding service/web in namespace default, remote port 80 -> http://127.0.0.1:8080",
                "Port forwarding service/web in namespace default, remote port 80 -> http://[::1]:8080",
            ]));
            Assert.That(_console.ErrorLines, Is.Empty);
        });
    }

    [Test]
    public void What_concerns_all_ports_of_a_resource_is_said_once_each_time_it_happens()
    {
        Publish(Bound(Http), Bound(Echo), Bound(Other), Active(Http, "a"), Active(Echo, "a"), Active(Other, "o"));
        for (var round = 0; round < 2; round++)
        {
            Publish(Waiting(Http, "no pod"), Waiting(Echo, "no pod"), Active(Http, "b"), Active(Echo, "b"));
        }

        Publish(Waiting(Other, "no pod"));
        const string Wait = "service/web in namespace default waits: no pod.";
        const string Change = "service/web in namespace default goes to pod b now.";
        Assert.That(_console.ErrorLines, Is.EqualTo([Wait, Change, Wait, Change, "service/other in namespace default waits: no pod."]));
    }

    [Test]
    public void However_the_ports_of_a_resource_take_turns_the_last_word_is_true()
    {
        Publish(Bound(Http), Bound(Echo), Active(Http, "a"), Active(Echo, "a"));
        Publish(Waiting(Http, "no pod"), Active(Http, "b"), Waiting(Echo, "no pod"), Active(Echo, "b"));
        Assert.That(_console.ErrorLines[^1], Is.EqualTo("service/web in namespace default goes to pod b now."));
    }

    [Test]
    public void Reasons_that_go_round_in_a_circle_are_said_once()
    {
        Publish(Bound(Http), Waiting(Http, "x"), Waiting(Http, "y"), Waiting(Http, "x"), Waiting(Http, "y"), Active(Http, "a"), Waiting(Http, "x"));
        Assert.That(_console.ErrorLines.Select(l => l[^2]), Is.EqualTo("xyx"));
    }

    [Test]
    public void A_wait_whose_counts_alone_change_and_one_for_the_whole_cluster_are_no_news()
    {
        Publish(Bound(Http), Active(Http, "a"));
        for (var restarts = 1; restarts < 4; restarts++)
        {
            Publish(Waiting(Http, $"pod a crashes (container app, {restarts} restarts)") with { Topic = "crashes" });
        }

        Publish(Waiting(Http, "Nothing listens there") with { Topic = TargetState.ClusterLost });
        Assert.That(_console.ErrorLines, Is.EqualTo(["service/web in namespace default waits: pod a crashes (container app, 1 restarts)."]));
    }

    [Test]
    public void A_forward_that_goes_is_said_while_the_program_runs_on()
    {
        Publish(Bound(Http), Active(Http, "a"), new ForwardEvent.Released(Http), Bound(Echo), Waiting(Echo, "x"));
        _ending.Cancel();
        Publish(new ForwardEvent.Released(Echo));
        Assert.That(_console.ErrorLines, Is.EqualTo(
            ["service/web in namespace default, port 80, is not forwarded any more: 127.0.0.1:8080 is free.", "service/web in namespace default waits: x."]));
    }

    private void Publish(params ForwardEvent[] events) => Array.ForEach(events, _reporter.Publish);

    private static ForwardEvent.Bound Bound(PortForwardEntry entry) => new(entry, [new IPEndPoint(IPAddress.Loopback, 8080)], []);

    private static ForwardEvent.Active Active(PortForwardEntry entry, string pod) => new(entry, new ForwardTarget("default", pod, $"uid-{pod}", 8080, "node-1"));

    private static ForwardEvent.Waiting Waiting(PortForwardEntry entry, string why) => new(entry, why);

    private static PortForwardEntry Entry(string service, int port) => new(
        EntryOrigin.User, new ResourceReference(ResourceType.Service, service), "default", new IntOrString(port), LocalPortWish.Any, ListenAddress.Localhost);
}
