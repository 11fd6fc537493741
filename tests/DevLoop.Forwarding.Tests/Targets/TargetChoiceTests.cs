using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Tests.Targets;

internal sealed class TargetChoiceTests
{
    private static readonly PortForwardEntry Entry = Cluster.Entry("svc/web", "http");
    private static readonly Service Web = Cluster.Web(Cluster.ServicePort(80, new IntOrString("http"), "http"));

    [Test]
    public void Of_the_recorded_cluster_each_service_leads_to_one_of_its_pods() => Assert.Multiple(() =>
    {
        Assert.That(Recorded("svc/web", "80").Target, Is.EqualTo(TargetOf("web-96c4d68c5-bljsg", 8080)));
        Assert.That(Recorded("svc/web", "echo").Target!.Port, Is.EqualTo(7000));
        Assert.That(Recorded("svc/db", "8080").Target!.Pod, Is.EqualTo("db-1"));
        Assert.That(Recorded("svc/external", "80").WaitingFor, Does.Contain("example.com"));
        Assert.That(Recorded("svc/manual", "80").WaitingFor, Is.EqualTo(
            "it has no selector, and its EndpointSlices name no pods; forward to a pod by its name"));
    });

    [Test]
    public void Of_the_recorded_cluster_a_pod_is_taken_by_its_name() => Assert.Multiple(() =>
    {
        Assert.That(Recorded("pod/db-0", "http").Target, Is.EqualTo(TargetOf("db-0", 8080)));
        Assert.That(Recorded("pod/nobody", "80").WaitingFor, Is.EqualTo("there is no such pod"));
    });

    [TestCase("deploy/web", "http", "web-96c4d68c5-bljsg", 8080)]
    [TestCase("rs/web-96c4d68c5", "7000", "web-96c4d68c5-bljsg", 7000)]
    [TestCase("sts/db", "http", "db-0", 8080)]
    [TestCase("ds/agent", "8080", "agent-9c7cc", 8080)]
    [TestCase("rc/legacy", "8080", "legacy-hcd97", 8080)]
    [TestCase("job/migrate", "8080", "migrate-ldvfc", 8080)]
    [TestCase("job/tick-29921551", "8080", "tick-29921551-54cgq", 8080)]
    [TestCase("cronjob/tick", "8080", "tick-29921551-54cgq", 8080)]
    public void Of_the_recorded_cluster_each_workload_leads_to_one_of_its_pods(string resource, string port, string pod, int number) =>
        Assert.That(Recorded(resource, port).Target, Is.EqualTo(TargetOf(pod, number)));

    [TestCase("deploy/none", "there is no such deployment")]
    [TestCase("rs/web-8544d54d78", "it has 0 replicas")]
    [TestCase("deploy/web", "pod web-96c4d68c5-bljsg has no port named 'nothing'; it has http, echo, source, sink")]
    public void Of_the_recorded_cluster_a_workload_without_a_target_says_why(string resource, string why) =>
        Assert.That(Recorded(resource, "nothing").WaitingFor, Is.EqualTo(why));

    [TestCase("svc/web")]
    [TestCase("deploy/web")]
    public void Through_a_recorded_rollout_the_target_moves_once_to_the_new_generation_when_that_is_ready(string resource)
    {
        ForwardTarget? current = null;
        var names = new List<string>();
        foreach (var snapshot in Cluster.RecordedRollout())
        {
            current = TargetChoice.For(Cluster.Entry(resource, "http"), snapshot, current).Target;
            names.Add(current?.Pod ?? "none");
        }

        Assert.That(names.Zip(names.Skip(1)).Where(n => n.First != n.Second).Select(n => n.Second), Is.EqualTo(["web-96c4d68c5-h9zp9"]));
        Assert.That(names[0], Does.StartWith("web-8544d54d78-"));
    }

    [TestCase("svc/web")]
    [TestCase("deploy/web")]
    public void Through_a_recorded_rollout_the_choice_is_always_a_ready_pod_of_the_newest_generation_that_has_one(string resource)
    {
        foreach (var snapshot in Cluster.RecordedRollout())
        {
            var target = TargetChoice.For(Cluster.Entry(resource, "http"), snapshot, current: null).Target!;
            var ready = snapshot.Of<Pod>().Where(p => PodReadiness.WhyNotReady(p) is null).Select(p => p.Metadata.Name).ToList();
            var isNew = ready.Exists(name => name.StartsWith("web-96c4d68c5-", StringComparison.Ordinal));
            Assert.That(ready, Does.Contain(target.Pod));
            Assert.That(target.Pod, Does.StartWith(isNew ? "web-96c4d68c5-" : "web-8544d54d78-"));
        }
    }

    [Test]
    public void A_pod_by_name_need_not_be_ready() =>
        Assert.That(TargetChoice.For(Cluster.Entry("web-0", "80"), Cluster.Snapshot(null, [Cluster.NotReady("web-0")]), null).Target!.Pod, Is.EqualTo("web-0"));

    [Test]
    public void A_pod_by_name_that_does_not_run_or_lacks_the_port_is_told_of_as_it() => Assert.Multiple(() =>
    {
        Assert.That(Why(Cluster.Pending("web-0"), "80"), Is.EqualTo("it is pending"));
        Assert.That(Why(Cluster.Ready("web-0"), "grpc"), Is.EqualTo("it has no port named 'grpc'; it has http"));
        Assert.That(Why(Cluster.With(Cluster.Ready("web-0"), Cluster.Port("dns", 53, "UDP")), "dns"), Is.EqualTo("port dns is UDP; only TCP can be forwarded"));

        static string? Why(Pod pod, string port) => TargetChoice.For(Cluster.Entry("web-0", port), Cluster.Snapshot(null, [pod]), null).WaitingFor;
    });

    [TestCase(EntryOrigin.Debug, true)]
    [TestCase(EntryOrigin.Pods, true)]
    [TestCase(EntryOrigin.Services, false)]
    [TestCase(EntryOrigin.User, false)]
    public void A_pod_that_waits_for_its_debugger_need_not_be_ready(EntryOrigin origin, bool isTaken) => Assert.Multiple(() =>
    {
        var entry = Entry with { Origin = origin };
        Assert.That(In([Cluster.Pending("a"), Cluster.NotReady("b")]).Target?.Pod, Is.EqualTo(isTaken ? "b" : null));
        Assert.That(In([Cluster.NotReady("b"), Cluster.Ready("c", age: 90)]).Target?.Pod, Is.EqualTo("c"), "a ready one is better");
        Assert.That(In([Cluster.Pending("a")]).WaitingFor, Does.StartWith("no pod is ready: pod a is pending"));

        TargetState In(IReadOnlyList<Pod> pods) => TargetChoice.For(entry, Cluster.Snapshot(Web, pods), null);
    });

    [Test]
    public void A_newer_pod_does_not_take_over_while_the_current_one_is_good()
    {
        var state = Choose([Cluster.Ready("old"), Cluster.Ready("new", age: 1)], current: "old");
        Assert.That(state.Target!.Pod, Is.EqualTo("old"));
    }

    [Test]
    public void The_newest_ready_pod_takes_over_when_the_current_one_is_not_good_any_more() => Assert.Multiple(() =>
    {
        Pod[] others = [Cluster.Ready("a", age: 5), Cluster.Ready("b", age: 1), Cluster.NotReady("c", age: 0)];
        Assert.That(Choose([Cluster.Terminating(Cluster.Ready("old")), .. others], current: "old").Target!.Pod, Is.EqualTo("b"));
        Assert.That(Choose([Cluster.NotReady("old"), .. others], current: "old").Target!.Pod, Is.EqualTo("b"));
        Assert.That(Choose(others, current: "old").Target!.Pod, Is.EqualTo("b"));
    });

    private static IEnumerable<TestCaseData> Unfit()
    {
        yield return Case(Cluster.Terminating(Cluster.Ready("old")), "terminating");
        yield return Case(Cluster.NotReady("old"), "not ready");
        yield return Case(With(new PodStatus { Phase = "Failed", Reason = "Evicted" }), "evicted");
        yield return Case(With(new PodStatus { Phase = "Running", Conditions = [new Condition { Type = "Ready", Status = "Unknown", Reason = "NodeStatusUnknown" }] }), "node does not report");
        yield return Case(With(new PodStatus { Phase = "Running", Reason = "NodeLost", Conditions = [new Condition { Type = "Ready", Status = "True" }] }), "node lost");
        yield return Case(With(new PodStatus { Phase = "Unknown" }), "state unknown");

        static TestCaseData Case(Pod pod, string name) => new TestCaseData(pod).SetArgDisplayNames(name);
        static Pod With(PodStatus status) => Cluster.Ready("old") with { Status = status };
    }

    [TestCaseSource(nameof(Unfit))]
    public void A_current_pod_that_is_not_fit_takes_no_new_connection(Pod pod) => Assert.Multiple(() =>
    {
        Assert.That(Choose([pod, Cluster.Ready("other", age: 90)], current: "old").Target!.Pod, Is.EqualTo("other"));
        Assert.That(Choose([pod], current: "old").Target, Is.Null);
    });

    [Test]
    public void A_pod_made_anew_under_the_same_name_is_another_target()
    {
        var anew = Cluster.Ready("web-0") with { Metadata = Cluster.Ready("web-0").Metadata with { Uid = "another" } };
        Assert.That(Choose([anew], current: "web-0").Target!.Uid, Is.EqualTo("another"));
    }

    [Test]
    public void A_named_target_port_may_differ_between_pods_and_one_without_it_is_passed_over() => Assert.Multiple(() =>
    {
        var without = Cluster.With(Cluster.Ready("without", age: 0), Cluster.Port("grpc", 9000));
        var other = Cluster.With(Cluster.Ready("other", age: 5), Cluster.Port("http", 3000));
        Assert.That(Choose([without, other]).Target!, Has.Property("Pod").EqualTo("other").And.Property("Port").EqualTo(3000));
        Assert.That(Choose([without]).WaitingFor, Is.EqualTo("pod without has no port named 'http'; it has grpc"));
        Assert.That(Choose([without, other], current: "without").Target!.Pod, Is.EqualTo("other"));
    });

    [Test]
    public void What_a_service_waits_for_is_said() => Assert.Multiple(() =>
    {
        Assert.That(Choose([]).WaitingFor, Is.EqualTo("it has no pod (its selector is app=web)"));
        Assert.That(Choose([Cluster.Pending("a"), Cluster.NotReady("b", age: 1)]).WaitingFor, Does.StartWith("no pod is ready: pod b is not ready"));
        Assert.That(TargetChoice.For(Entry, Cluster.Snapshot(null, []), null).WaitingFor, Is.EqualTo("there is no such service"));
        Assert.That(TargetChoice.For(Cluster.Entry("svc/web", "81"), Cluster.Snapshot(Web, []), null).WaitingFor, Does.StartWith("it has no port 81"));
    });

    [Test]
    public void That_a_port_is_missing_is_of_that_port_alone_and_the_same_in_each_pod() => Assert.Multiple(() =>
    {
        var first = Choose([Cluster.With(Cluster.Ready("a"), Cluster.Port("grpc", 9000))]);
        var next = Choose([Cluster.With(Cluster.Ready("b"), Cluster.Port("grpc", 9000))]);
        Assert.That((first.IsOfPort, next.IsOfPort, next.Topic), Is.EqualTo((true, true, first.Topic)));
        Assert.That(next.WaitingFor, Is.Not.EqualTo(first.WaitingFor));
        Assert.That(TargetChoice.For(Cluster.Entry("svc/web", "81"), Cluster.Snapshot(Web, []), null).IsOfPort, "the Service lacks it");
        Assert.That(Choose([Cluster.Pending("a")]).IsOfPort, Is.False);
        Assert.That(TargetChoice.For(Entry, Cluster.Snapshot(Web, [Cluster.With(Cluster.Ready("a"))]) with { Outdated = "Cut." }, null).IsOfPort);
    });

    [Test]
    public void Pods_that_the_service_does_not_select_any_more_do_not_count()
    {
        var moved = Cluster.Ready("a") with { Metadata = Cluster.Ready("a").Metadata with { Labels = new Dictionary<string, string> { ["app"] = "else" } } };
        Assert.That(Choose([moved]).Target, Is.Null);
    }

    [Test]
    public void What_may_be_out_of_date_says_so_while_there_is_no_target() => Assert.Multiple(() =>
    {
        var outdated = Cluster.Snapshot(Web, []) with { Outdated = "You may not list pods." };
        Assert.That(TargetChoice.For(Entry, outdated, null).WaitingFor, Does.EndWith("; that may be out of date: You may not list pods"));
        var current = Topic(outdated with { Outdated = null });
        Assert.That(Topic(outdated), Is.Not.EqualTo(current));
        Assert.That(Topic(outdated with { IsClusterLost = true }), Is.EqualTo(current), "that is said for all forwards");
        Assert.That(Topic(outdated.With<Service>([])), Is.Not.EqualTo(Topic(outdated)), "what it waits for is another thing");
        Assert.That(TargetChoice.For(Entry, outdated.With<Pod>([Cluster.Ready("a")]), null).Target, Is.Not.Null);

        static string? Topic(ResourceSnapshot snapshot) => TargetChoice.For(Entry, snapshot, null).Topic;
    });

    [Test]
    public void Where_another_cluster_answers_nothing_that_is_known_is_a_target()
    {
        var distrusted = Cluster.Snapshot(Web, [Cluster.Ready("a")]) with { Unknown = "No secure connection: renew the kubeconfig" };
        var state = TargetChoice.For(Entry, distrusted, null);
        Assert.That((state.WaitingFor, state.Topic), Is.EqualTo((distrusted.Unknown, distrusted.Unknown)));
        var lost = TargetChoice.For(Entry, distrusted with { IsClusterLost = true }, null);
        Assert.That((lost.WaitingFor, lost.Topic), Is.EqualTo((distrusted.Unknown, TargetState.ClusterLost)));
    }

    [Test]
    public void What_the_cluster_wrote_reaches_no_terminal_as_it_is()
    {
        var service = Cluster.Web() with { Spec = new ServiceSpec { Type = "ExternalName", ExternalName = "evil\u001b]0;\u0007\u202e.example" } };
        var why = TargetChoice.For(Entry, Cluster.Snapshot(service, []), null).WaitingFor!;
        Assert.That(why.Any(c => char.IsControl(c) || c == '\u202e'), Is.False);
    }

    private static TargetState Choose(IReadOnlyList<Pod> pods, string? current = null) => TargetChoice.For(
        Entry, Cluster.Snapshot(Web, pods), current is null ? null : new ForwardTarget("default", current, $"uid-{current}", 8080, "node-1"));

    private static TargetState Recorded(string resource, string port) => TargetChoice.For(Cluster.Entry(resource, port), Cluster.Recorded, null);

    private static ForwardTarget TargetOf(string pod, int port)
    {
        var recorded = Cluster.RecordedPods.Single(p => p.Metadata.Name == pod);
        return new ForwardTarget(recorded.Metadata.Namespace, pod, recorded.Metadata.Uid, port, recorded.Spec.NodeName!);
    }
}
