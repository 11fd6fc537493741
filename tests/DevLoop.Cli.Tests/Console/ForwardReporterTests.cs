using System.Net;
using DevLoop.Cli.Console;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Cli.Tests.Console;

internal sealed class ForwardReporterTests
{
    private const string Web = "service/web in namespace default";

    private static readonly PortForwardEntry Http = Entry("web", 80);
    private static readonly PortForwardEntry Echo = Entry("web", 7000);
    private static readonly PortForwardEntry Other = Entry("other", 80);

    private readonly RecordingConsole _console = new();
    private readonly CancellationTokenSource _ending = new();
    private ForwardReporter _reporter = null!;

    [SetUp]
    public void Start() => Report(new SkaffoldWords());

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
    public void What_kubectl_prints_is_told_word_for_word()
    {
        Report(new KubectlWords());
        Publish(
            new ForwardEvent.Bound(Http, [new IPEndPoint(IPAddress.Loopback, 6000), new IPEndPoint(IPAddress.IPv6Loopback, 6000)], []),
            Active(Http, "a"),
            new ForwardEvent.ConnectionAccepted(Http, new IPEndPoint(IPAddress.Loopback, 6000)));
        Assert.Multiple(() =>
        {
            Assert.That(_console.OutLines, Is.EqualTo(["Forwarding from 127.0.0.1:6000 -> 8080", "Forwarding from [::1]:6000 -> 8080", "Handling connection for 6000"]));
            Assert.That(_console.ErrorLines, Is.Empty);
        });
    }

    [Test]
    public void The_first_pod_is_no_change_even_if_it_was_waited_for_and_the_same_one_after_a_wait_is()
    {
        Publish(Bound(Http), Waiting(Http, "x"), Active(Http, "a"), Waiting(Http, "y"), Active(Http, "a"));
        Assert.That(_console.ErrorLines, Is.EqualTo([$"{Web} waits: x.", $"{Web} waits: y.", $"{Web} goes to pod a now."]));
    }

    [Test]
    public void A_connection_that_fails_as_the_one_before_is_no_news_until_there_is_another_pod([Values] bool asKubectl)
    {
        Report(asKubectl ? new KubectlWords() : new SkaffoldWords());
        var failed = new ForwardEvent.ConnectionFailed(Http, new IPEndPoint(IPAddress.Loopback, 8080), "nothing listens there");
        Publish(Bound(Http), Active(Http, "a"), failed, failed, failed with { Why = "nothing listens there." }, Active(Http, "b"), failed);
        const string Line = $"A connection to 127.0.0.1:8080 ({Web}) failed: nothing listens there.";
        Assert.That(_console.ErrorLines, Is.EqualTo([Line, $"{Web} goes to pod b now.", Line]));
    }

    [Test]
    public void Where_the_ports_of_a_resource_are_in_different_states_each_line_names_its_port_until_they_are_not()
    {
        Publish(Bound(Http), Active(Http, "a"), Bound(Echo), Lacking(Echo, "a"));
        Publish(Waiting(Echo, "pod b is pending"), Active(Http, "b"), Lacking(Echo, "b"));
        Publish(Active(Http, "c"), Active(Echo, "c"));
        Publish(Waiting(Echo, "x"), Waiting(Http, "x"), Active(Http, "d"), Active(Echo, "d"));
        Assert.That(_console.ErrorLines, Is.EqualTo(
        [
            $"{Web}, port 7000, waits: pod a has no such port.",
            $"{Web}, port 7000, waits: pod b is pending.",
            $"{Web}, port 80, goes to pod b now.",
            $"{Web}, port 80, goes to pod c now.",
            $"{Web} waits: x.",
            $"{Web} goes to pod d now.",
        ]));
    }

    [Test]
    public void What_one_port_lacks_is_said_of_that_port_though_the_others_have_not_come_after_yet_and_not_with_each_rollout()
    {
        Publish(Bound(Http), Bound(Echo), Waiting(Http, "pending"), Waiting(Echo, "pending"), Lacking(Echo, "a"), Active(Http, "a"));
        foreach (var pod in (string[])["b", "c"])
        {
            Publish(Waiting(Echo, "pending"), Active(Http, pod), Lacking(Echo, pod));
        }

        Assert.That(_console.ErrorLines, Is.EqualTo(
            [$"{Web} waits: pending.", $"{Web}, port 7000, waits: pod a has no such port.", $"{Web}, port 80, goes to pod b now.", $"{Web}, port 80, goes to pod c now."]));
    }

    [Test]
    public void A_port_that_waits_on_while_another_one_has_a_pod_waits_by_itself()
    {
        Publish(Bound(Http), Bound(Echo), Waiting(Http, "pod a is pending"), Waiting(Echo, "pod a is pending"), Active(Echo, "a"), Waiting(Http, "pod a is not ready"));
        Assert.That(_console.ErrorLines, Is.EqualTo([$"{Web} waits: pod a is pending.", $"{Web}, port 80, waits: pod a is not ready."]));
    }

    [Test]
    public void A_port_that_goes_leaves_the_others_of_one_mind()
    {
        Publish(Bound(Http), Bound(Echo), Active(Http, "a"), Lacking(Echo, "a"), new ForwardEvent.Released(Echo), Active(Http, "b"));
        Assert.That(_console.ErrorLines[^1], Is.EqualTo($"{Web} goes to pod b now."));
    }

    [Test]
    public void An_address_that_lets_other_hosts_in_is_warned_of_once_it_is_bound()
    {
        var (one, another) = (Http with { Address = ListenAddress.Parse("0.0.0.0") }, Echo with { Address = ListenAddress.Parse("0.0.0.0") });
        Publish(Waiting(one, "x"));
        Assert.That(_console.ErrorLines, Has.Count.EqualTo(1));
        Publish(Bound(one), Bound(another), Bound(Other));
        Assert.That(_console.ErrorLines.Skip(1), Is.EqualTo(["warning: other hosts can connect to what is forwarded on 0.0.0.0; nothing asks them who they are."]));
    }

    [Test]
    public void An_address_that_is_not_bound_is_warned_about()
    {
        Publish(new ForwardEvent.Bound(Http, [new IPEndPoint(IPAddress.IPv6Loopback, 6000)], ["Local port 127.0.0.1:6000 is taken."]));
        Assert.That(_console.ErrorLines, Is.EqualTo([$"warning: {Web} is forwarded from [::1]:6000 only. Local port 127.0.0.1:6000 is taken."]));
    }

    [Test]
    public void What_comes_from_the_cluster_moves_no_cursor()
    {
        Publish(
            Bound(Http),
            Active(Http, "a"),
            Active(Http, "b\u001b[2J"),
            Waiting(Http, "evil\r\nForwarding from nowhere"),
            new ForwardEvent.ConnectionFailed(Http, new IPEndPoint(IPAddress.Loopback, 6000), "no\u0007\u202e"));
        Assert.Multiple(() =>
        {
            Assert.That(_console.ErrorLines.Concat(_console.OutLines).SelectMany(l => l).Any(c => char.IsControl(c) || c == '\u202e'), Is.False);
            Assert.That(_console.ErrorLines, Has.Count.EqualTo(3));
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
        Assert.That(_console.ErrorLines, Is.EqualTo([$"{Web} waits: no pod.", $"{Web} goes to pod b now."]));
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

    private void Report(IForwardWords words) => _reporter = new ForwardReporter(words, _console.Out, _console.Error, _ending.Token);

    private void Publish(params ForwardEvent[] events) => Array.ForEach(events, _reporter.Publish);

    private static ForwardEvent.Bound Bound(PortForwardEntry entry) => new(entry, [new IPEndPoint(IPAddress.Loopback, 8080)], []);

    private static ForwardEvent.Active Active(PortForwardEntry entry, string pod) => new(entry, new ForwardTarget("default", pod, $"uid-{pod}", 8080, "node-1"));

    private static ForwardEvent.Waiting Waiting(PortForwardEntry entry, string why) => new(entry, why);

    private static ForwardEvent.Waiting Lacking(PortForwardEntry entry, string pod) =>
        new(entry, $"pod {pod} has no such port") { Topic = "no such port", IsOfPort = true };

    private static PortForwardEntry Entry(string service, int port) => new(
        EntryOrigin.User, new ResourceReference(ResourceType.Service, service), "default", new IntOrString(port), LocalPortWish.Any, ListenAddress.Localhost);
}
