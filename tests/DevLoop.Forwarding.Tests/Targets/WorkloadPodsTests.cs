using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Tests.Targets;

internal sealed class WorkloadPodsTests
{
    private static readonly Deployment Web = Cluster.Workload<Deployment>("web");
    private static readonly ReplicaSet Old = Cluster.OwnedBy<ReplicaSet>(Web, "web-1", revision: 9);
    private static readonly ReplicaSet New = Cluster.OwnedBy<ReplicaSet>(Web, "web-2", revision: 10);

    [Test]
    public void The_revision_tells_the_newest_replica_set_and_not_the_age_of_its_pods() =>
        Assert.That(Choose(Of(Old, Cluster.Ready("young", age: 1)), Of(New, Cluster.Ready("old", age: 100))), Is.EqualTo("old"));

    [Test]
    public void An_older_generation_serves_until_a_pod_of_the_newer_one_is_ready() => Assert.Multiple(() =>
    {
        var old = Of(Old, Cluster.Ready("old"));
        Assert.That(Choose(old, Of(New, Cluster.NotReady("new"))), Is.EqualTo("old"));
        Assert.That(ChooseFrom("old", old, Of(New, Cluster.Ready("new"))), Is.EqualTo("new"));
    });

    [Test]
    public void Within_a_generation_the_current_pod_stays() =>
        Assert.That(ChooseFrom("a", Of(New, Cluster.Ready("a", age: 100)), Of(New, Cluster.Ready("b", age: 1))), Is.EqualTo("a"));

    [Test]
    public void A_pod_that_only_has_the_labels_is_not_the_deployment_s() => Assert.Multiple(() =>
    {
        Assert.That(For(Cluster.Ready("stray")).WaitingFor, Is.EqualTo("it has no pod yet"));
        var former = Cluster.OwnedBy<ReplicaSet>(Web, "former");
        Assert.That(For(Cluster.OwnedBy(former, Cluster.Ready("stray"))).WaitingFor, Is.EqualTo("it has no pod yet"));
    });

    [Test]
    public void A_stateful_set_leads_to_its_lowest_ready_ordinal_and_back_to_it() => Assert.Multiple(() =>
    {
        var db = Cluster.Workload<StatefulSet>("db");
        var snapshot = ResourceSnapshot.Empty.With<StatefulSet>([db]);
        var (ten, two) = (Of(db, Cluster.Ready("db-10", age: 1)), Of(db, Cluster.Ready("db-2")));
        Assert.That(Pod("sts/db", snapshot.With<Pod>([ten, two]), null), Is.EqualTo("db-2"));
        Assert.That(Pod("sts/db", snapshot.With<Pod>([ten, Of(db, Cluster.NotReady("db-2"))]), "db-2"), Is.EqualTo("db-10"));
        Assert.That(Pod("sts/db", snapshot.With<Pod>([ten, two]), "db-10"), Is.EqualTo("db-2"));
    });

    [Test]
    public void A_cron_job_leads_to_the_newest_job_that_has_a_ready_pod()
    {
        var tick = Cluster.Workload<CronJob>("tick");
        var jobs = new[] { "tick-1", "tick-2" }.Select(name => Cluster.OwnedBy<Job>(tick, name)).ToList();
        jobs[1] = jobs[1] with { Metadata = jobs[1].Metadata with { CreationTimestamp = DateTimeOffset.UnixEpoch } };
        var snapshot = ResourceSnapshot.Empty.With<CronJob>([tick]).With<Job>(jobs);
        var ended = Of(jobs[1], Cluster.Ready("ended")) with { Status = new PodStatus { Phase = "Succeeded" } };
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Pod("cj/tick", snapshot.With<Pod>([Of(jobs[0], Cluster.Ready("first")), Of(jobs[1], Cluster.Ready("second"))]), "first"), Is.EqualTo("second"));
            Assert.That(Pod("cj/tick", snapshot.With<Pod>([Of(jobs[0], Cluster.Ready("first")), ended]), null), Is.EqualTo("first"));
            Assert.That(
                TargetChoice.For(Cluster.Entry("cj/tick", "http"), snapshot.With<Pod>([ended]), null).WaitingFor,
                Is.EqualTo("no pod is ready: pod ended has completed"));
        }
    }

    [Test]
    public void What_a_workload_without_pods_waits_for_is_said() => Assert.Multiple(() =>
    {
        Assert.That(Why("deploy/web", Cluster.Workload<Deployment>("web", replicas: 0)), Is.EqualTo("it has 0 replicas"));
        Assert.That(
            Why("rs/web", Cluster.Workload<ReplicaSet>("web", 1, Condition("ReplicaFailure", "FailedCreate", "exceeded quota"))),
            Is.EqualTo("it cannot make its pods (FailedCreate: exceeded quota)"));
        Assert.That(
            Why("job/web", Cluster.Workload<Job>("web", null, Condition("Complete", "CompletionsReached", "Reached expected number"))),
            Is.EqualTo("it has completed"));
        Assert.That(
            Why("job/web", Cluster.Workload<Job>("web", null, Condition("Failed", "BackoffLimitExceeded", "too often"))),
            Is.EqualTo("it has failed (BackoffLimitExceeded: too often)"));
        var cronJob = Cluster.Workload<CronJob>("web");
        Assert.That(Why("cj/web", cronJob), Is.EqualTo("it has no job with a pod: its schedule is unknown"));
        var scheduled = cronJob with { Spec = cronJob.Spec with { Schedule = "*/5 * * * *", Suspend = false } };
        Assert.That(Why("cj/web", scheduled), Is.EqualTo("it has no job with a pod: its schedule is */5 * * * *"));
        Assert.That(Why("cj/web", scheduled with { Spec = scheduled.Spec with { Suspend = true } }), Is.EqualTo("it is suspended and has no pod"));
        Assert.That(Why("rc/other", Cluster.Workload<ReplicationController>("web")), Is.EqualTo("there is no such replicationcontroller"));
    });

    [Test]
    public void What_the_pods_of_a_workload_wait_for_is_said_of_the_newest_generation() => Assert.That(
        For(Of(Old, Cluster.NotReady("old")), Of(New, Cluster.Pending("new"))).WaitingFor,
        Is.EqualTo("no pod is ready: pod new is pending"));

    private static Condition Condition(string type, string? reason, string? message) => new() { Type = type, Status = "True", Reason = reason, Message = message };

    private static Pod Of(IResource owner, Pod pod) => Cluster.OwnedBy(owner, pod);

    private static string? Why<T>(string resource, T workload)
        where T : class, IWorkload<T> => TargetChoice.For(Cluster.Entry(resource, "http"), ResourceSnapshot.Empty.With<T>([workload]), null).WaitingFor;

    private static TargetState For(params Pod[] pods) => TargetChoice.For(Cluster.Entry("deploy/web", "http"), Snapshot(pods), null);

    private static string? Choose(params Pod[] pods) => ChooseFrom(null, pods);

    private static string? ChooseFrom(string? current, params Pod[] pods) => Pod("deploy/web", Snapshot(pods), current);

    private static ResourceSnapshot Snapshot(Pod[] pods) =>
        ResourceSnapshot.Empty.With<Deployment>([Web]).With<ReplicaSet>([New, Old]).With<Pod>(pods);

    private static string? Pod(string resource, ResourceSnapshot snapshot, string? current) => TargetChoice.For(
        Cluster.Entry(resource, "http"), snapshot, current is null ? null : new ForwardTarget("default", current, $"uid-{current}", 8080, "node-1")).Target?.Pod;
}
