using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Tests.Targets;

internal sealed class PodReadinessTests
{
    private static readonly ContainerStatus Running = new() { Name = "side", State = new ContainerState { Running = new ContainerRunning() } };

    private static readonly ContainerStatus Crashing = new()
    {
        Name = "app",
        RestartCount = 3,
        State = new ContainerState { Waiting = new ContainerWaiting { Reason = "CrashLoopBackOff", Message = "back-off 40s" } },
        LastState = new ContainerState { Terminated = new ContainerTerminated { ExitCode = 137, Reason = "OOMKilled" } },
    };

    private static IEnumerable<TestCaseData> NotRunning()
    {
        var pending = Cluster.Pending("web");
        yield return Case(Cluster.Terminating(Cluster.Ready("web")), "is being deleted", "being deleted");
        yield return Case(pending, "is pending", "pending");
        yield return Case(
            WithCondition(pending, "PodScheduled", "Unschedulable", "0/1 nodes are available"),
            "is pending (Unschedulable: 0/1 nodes are available)",
            "unschedulable");
        yield return Case(
            Cluster.WithStatus(pending, Waiting("ImagePullBackOff", "Back-off pulling image \"nope\"")),
            "is pending (ImagePullBackOff: Back-off pulling image \"nope\")",
            "image cannot be pulled");
        yield return Case(Cluster.WithStatus(pending, Waiting("ContainerCreating", null)), "is pending", "being created");
        yield return Case(
            Cluster.WithStatus(pending, Waiting("PodInitializing", null), Waiting("ErrImagePull", null)), "is pending (ErrImagePull)", "one of two is held up");
        yield return Case(
            pending with { Status = pending.Status with { InitContainerStatuses = [Crashing with { Name = "init", RestartCount = 1 }] } },
            "crashes (container init, 1 restart, last exit code 137 (OOMKilled))",
            "init container crashes");
        yield return Case(Cluster.Ready("web") with { Spec = new PodSpec() }, "has no node yet", "not assigned to a node");
        yield return Case(WithPhase("Succeeded"), "has completed", "completed");
        yield return Case(
            WithPhase("Failed") with { Status = new PodStatus { Phase = "Failed", Reason = "Evicted", Message = "The node was low on memory" } },
            "has failed (Evicted: The node was low on memory)",
            "evicted");
        yield return Case(Failed("Evicted", ""), "has failed (Evicted)", "failed without a message");
        yield return Case(Failed("", "too much memory"), "has failed (too much memory)", "failed without a reason");
        yield return Case(Failed("", ""), "has failed", "failed without a word");
        yield return Case(
            Cluster.Ready("web") with { Status = new PodStatus { Phase = "Running", Reason = "NodeLost", Message = "Node node-1 is unresponsive" } },
            "is on a node that is lost (Node node-1 is unresponsive)",
            "node lost");
        yield return Case(WithPhase("Unknown"), "is in an unknown state", "unknown");
        yield return Case(
            Cluster.WithStatus(Cluster.NotReady("web"), Crashing), "crashes (container app, 3 restarts, last exit code 137 (OOMKilled))", "crashes");
        yield return Case(
            Cluster.WithStatus(Cluster.NotReady("web"), Ended(1)), "has a container that ended (app, exit code 1 (Error))", "ended");
        yield return Case(
            Cluster.WithStatus(Cluster.NotReady("web"), Ended(0), Crashing with { LastState = new ContainerState() }),
            "crashes (container app, 3 restarts)",
            "a crash says more than an end");

        static TestCaseData Case(Pod pod, string why, string name) => new TestCaseData(pod, why).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(NotRunning))]
    public void Why_a_pod_cannot_be_connected_to(Pod pod, string why) => Assert.Multiple(() =>
    {
        Assert.That(PodReadiness.WhyNotRunning(pod)?.Words, Is.EqualTo(why));
        Assert.That(PodReadiness.WhyNotReady(pod)?.Words, Is.EqualTo(why));
        Assert.That(PodReadiness.WhyNotReady(pod)?.Topic, Is.Not.Empty);
    });

    private static IEnumerable<TestCaseData> RunningButNotReady()
    {
        yield return Case(Cluster.NotReady("web"), "is not ready (ContainersNotReady: containers with unready status: [app])", "probe fails");
        yield return Case(Cluster.Ready("web") with { Status = new PodStatus { Phase = "Running" } }, "is not ready", "no condition");
        yield return Case(
            Cluster.WithStatus(Cluster.NotReady("web"), Running, Crashing),
            "crashes (container app, 3 restarts, last exit code 137 (OOMKilled))",
            "one of two crashes");
        yield return Case(
            Cluster.WithStatus(Cluster.NotReady("web"), Running, Ended(0)), "has a container that ended (app, exit code 0 (Error))", "one of two ended");
        yield return Case(
            Cluster.WithStatus(Cluster.NotReady("web"), Running, Waiting("ImagePullBackOff", "no such image")),
            "is not ready (ImagePullBackOff: no such image)",
            "one of two is held up");
        yield return Case(
            Cluster.WithStatus(Cluster.NotReady("web"), Running, Waiting("ContainerCreating", "on its way")),
            "is not ready (ContainersNotReady: containers with unready status: [app])",
            "one of two is on its way");

        static TestCaseData Case(Pod pod, string why, string name) => new TestCaseData(pod, why).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(RunningButNotReady))]
    public void A_pod_that_runs_can_be_connected_to_before_it_is_ready(Pod pod, string whyNotReady) => Assert.Multiple(() =>
    {
        Assert.That(PodReadiness.WhyNotRunning(pod), Is.Null);
        Assert.That(PodReadiness.WhyNotReady(pod)?.Words, Is.EqualTo(whyNotReady));
    });

    [Test]
    public void Restarts_and_exit_codes_alone_are_no_other_topic()
    {
        var later = Crashing with { RestartCount = 4, LastState = new ContainerState { Terminated = new ContainerTerminated { ExitCode = 1 } } };
        var (one, other) = (Crash(Crashing), Crash(later));
        Assert.That(one.Topic, Is.EqualTo(other.Topic));
        Assert.That(one.Words, Is.Not.EqualTo(other.Words));

        static PodProblem Crash(ContainerStatus container) => PodReadiness.WhyNotReady(Cluster.WithStatus(Cluster.NotReady("web"), container))!;
    }

    [Test]
    public void A_ready_pod_has_nothing_against_it() => Assert.That(PodReadiness.WhyNotReady(Cluster.Ready("web")), Is.Null);

    [Test]
    public void What_a_cluster_writes_is_cut_and_holds_no_control_characters()
    {
        var pod = Cluster.WithStatus(Cluster.Pending("web"), Waiting("Bad\u001b[31m", new string('x', 10_000) + "\r\n"));
        Assert.That(PodReadiness.WhyNotRunning(pod)?.Words, Has.Length.LessThan(400).And.Not.Contains("\u001b").And.Not.Contains("\n"));
    }

    private static Pod Failed(string reason, string message) =>
        Cluster.Ready("web") with { Status = new PodStatus { Phase = "Failed", Reason = reason, Message = message } };

    private static Pod WithPhase(string phase) => Cluster.Ready("web") with { Status = new PodStatus { Phase = phase } };

    private static Pod WithCondition(Pod pod, string type, string reason, string message) => pod with
    {
        Status = pod.Status with { Conditions = [new Condition { Type = type, Status = "False", Reason = reason, Message = message }] },
    };

    private static ContainerStatus Waiting(string reason, string? message) =>
        new() { Name = "app", State = new ContainerState { Waiting = new ContainerWaiting { Reason = reason, Message = message } } };

    private static ContainerStatus Ended(int exitCode) =>
        new() { Name = "app", State = new ContainerState { Terminated = new ContainerTerminated { ExitCode = exitCode, Reason = "Error" } } };
}
