using System.Text.Json.Nodes;
using DevLoop.Sandbox.Controllers.Jobs;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Tests.Controllers;

internal sealed class JobControllerTests : WorkloadTest
{
    private const string Jobs = Batch + "/jobs";

    [Test]
    public async Task A_job_is_complete_when_enough_pods_succeeded()
    {
        await CreateAsync(Jobs, Job(new JsonObject { ["completions"] = 3, ["parallelism"] = 2 }));
        var pods = await PodsAsync("two pods", p => p.Count == 2);
        var job = Store.Get(GroupResource.Jobs, "default", "once");
        Assert.Multiple(() =>
        {
            Assert.That(pods.Select(p => Label(p, "batch.kubernetes.io/job-name")), Has.All.EqualTo("once"));
            Assert.That(pods.Select(p => Label(p, "controller-uid")), Has.All.EqualTo(job.Uid));
        });

        pods.ForEach(p => End(p));
        var third = await PodsAsync("third pod", p => p.Count == 3);
        Assert.That((await UntilAsync(GroupResource.Jobs, "once", "counted pods", j => j.Integer("status", "succeeded") == 2)).Integer("status", "active"), Is.AnyOf(null, 1));
        End(third.Single(p => pods.TrueForAll(o => o.Name != p.Name)));
        var done = await UntilAsync(GroupResource.Jobs, "once", "end of the job", j => Condition(j, "Complete").Text("status") == "True");

        Assert.That(done.Integer("status", "succeeded"), Is.EqualTo(3));
        Assert.That(done.Text("status", "completionTime"), Is.EqualTo("2026-01-01T00:00:00Z"));
        Assert.That(await PodsAsync("pods that may go", p => p.TrueForAll(o => !o.Content.Texts("metadata", "finalizers").Any())), Has.Count.EqualTo(3));
    }

    [Test]
    public async Task A_failed_pod_is_made_up_for_after_a_while_and_too_many_fail_the_job()
    {
        await CreateAsync(Jobs, Job(new JsonObject { ["backoffLimit"] = 1 }));
        End((await PodsAsync("pod", p => p.Count == 1))[0], well: false);
        await UntilAsync(GroupResource.Jobs, "once", "counted failure", j => j.Integer("status", "failed") == 1);
        Assert.That(Store.List(GroupResource.Pods).Items, Has.Count.EqualTo(1));

        Clock.Advance(TimeSpan.FromSeconds(10));
        var pods = await PodsAsync("second pod", p => p.Count == 2);
        End(pods.Single(p => p.Content.Text("status", "phase") == "Pending"), well: false);
        var failed = await UntilAsync(GroupResource.Jobs, "once", "end of the job", j => Condition(j, "Failed").Text("status") == "True");
        Assert.That(Condition(failed, "Failed").Text("reason"), Is.EqualTo("BackoffLimitExceeded"));
    }

    [Test]
    public async Task A_pod_that_somebody_deletes_is_counted_before_it_goes()
    {
        await CreateAsync(Jobs, Job([]));
        var pod = (await PodsAsync("pod", p => p.Count == 1))[0];
        await Client.DeleteAsync($"{Pods}/{pod.Name}");

        await PodsAsync("end of the pod", pods => !pods.Exists(p => p.Uid == pod.Uid));
        Assert.That(Store.Get(GroupResource.Jobs, "default", "once").Content.Integer("status", "failed"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_suspended_job_runs_nothing_until_it_goes_on()
    {
        await CreateAsync(Jobs, Job(new JsonObject { ["suspend"] = true }));
        var suspended = await UntilAsync(GroupResource.Jobs, "once", "suspension", j => Condition(j, "Suspended").Text("status") == "True");
        Assert.That((suspended.Text("status", "startTime"), Store.List(GroupResource.Pods).Items.Count), Is.EqualTo(((string?)null, 0)));

        await MergeAsync(Jobs + "/once", """{"spec":{"suspend":false}}""");
        await PodsAsync("pod", p => p.Count == 1);
    }

    [Test]
    public async Task A_job_that_takes_too_long_fails()
    {
        await CreateAsync(Jobs, Job(new JsonObject { ["activeDeadlineSeconds"] = 5 }));
        Run((await PodsAsync("pod", p => p.Count == 1))[0]);
        await UntilAsync(GroupResource.Jobs, "once", "ready pod", j => j.Integer("status", "ready") == 1);
        Clock.Advance(TimeSpan.FromSeconds(5));

        var failed = await UntilAsync(GroupResource.Jobs, "once", "end of the job", j => Condition(j, "Failed").Text("status") == "True");
        Assert.That(Condition(failed, "Failed").Text("reason"), Is.EqualTo("DeadlineExceeded"));
        await PodsAsync("end of the pod", p => p.Count == 0);
    }

    [Test]
    public async Task An_ended_job_goes_when_its_time_to_live_is_over_and_its_pods_with_it()
    {
        await CreateAsync(Jobs, Job(new JsonObject { ["ttlSecondsAfterFinished"] = 60 }));
        End((await PodsAsync("pod", p => p.Count == 1))[0]);
        await UntilAsync(GroupResource.Jobs, "once", "end of the job", j => Condition(j, "Complete").Text("status") == "True");
        await PodsAsync("a pod that may go", p => p.TrueForAll(o => !o.Content.Texts("metadata", "finalizers").Any()));
        Clock.Advance(TimeSpan.FromSeconds(60));

        await UntilListAsync(GroupResource.Jobs, "end of the job's object", j => j.Count == 0);
        Assert.That(Store.List(GroupResource.Pods).Items, Is.Empty);
    }

    [TestCase(0, 0)]
    [TestCase(1, 10)]
    [TestCase(3, 40)]
    [TestCase(7, 600)]
    [TestCase(10_000, 600)]
    public void Failures_make_the_next_pod_wait(int failures, int seconds) =>
        Assert.That(JobPlan.BackOff(failures), Is.EqualTo(TimeSpan.FromSeconds(seconds)));

    private static JsonObject Job(JsonObject spec)
    {
        spec["template"] = new JsonObject { ["spec"] = Template("once", "Never")["spec"]!.DeepClone() };
        return new JsonObject { ["apiVersion"] = "batch/v1", ["kind"] = "Job", ["metadata"] = new JsonObject { ["name"] = "once" }, ["spec"] = spec };
    }
}
