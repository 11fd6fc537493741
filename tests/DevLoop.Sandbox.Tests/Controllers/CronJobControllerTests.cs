using System.Globalization;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds.CronJobs;
using DevLoop.Sandbox.Storage;
using DevLoop.Testing;

namespace DevLoop.Sandbox.Tests.Controllers;

internal sealed class CronJobControllerTests : WorkloadTest
{
    private const string CronJobs = Batch + "/cronjobs";

    [Test]
    public async Task A_job_starts_at_each_time_of_the_schedule()
    {
        await StartAsync([]);
        Clock.Advance(TimeSpan.FromMinutes(5));
        var job = (await UntilListAsync(GroupResource.Jobs, "first job", j => j.Count == 1))[0];
        var status = await UntilAsync(GroupResource.CronJobs, "tick", "written time", c => c.Text("status", "lastScheduleTime") is not null);
        Assert.Multiple(() =>
        {
            Assert.That(job.Name, Is.EqualTo($"tick-{Clock.GetUtcNow().ToUnixTimeSeconds() / 60}"));
            Assert.That(job.Content.Text("metadata", "annotations", "batch.kubernetes.io/cronjob-scheduled-timestamp"), Is.EqualTo("2026-01-01T00:05:00Z"));
            Assert.That(Owner(job), Is.EqualTo("tick"));
            Assert.That(status.Text("status", "lastScheduleTime"), Is.EqualTo("2026-01-01T00:05:00Z"));
            Assert.That(status.Objects("status", "active").Select(a => a.Text("name")), Is.EqualTo([job.Name]));
        });
    }

    [TestCase("Allow", 2)]
    [TestCase("Replace", 1)]
    public async Task What_a_running_job_means_for_the_next_is_told_by_the_policy(string policy, int expected)
    {
        await StartAsync(new JsonObject { ["concurrencyPolicy"] = policy });
        Clock.Advance(TimeSpan.FromMinutes(5));
        var first = (await UntilListAsync(GroupResource.Jobs, "first job", j => j.Count == 1))[0];
        await UntilAsync(GroupResource.CronJobs, "tick", "running job", c => c.Objects("status", "active").Any());
        await PodsAsync("its pod", p => p.Count == 1);
        Clock.Advance(TimeSpan.FromMinutes(5));

        var jobs = await UntilListAsync(GroupResource.Jobs, "second time", j => j.Count == expected && (policy != "Replace" || j[0].Uid != first.Uid));
        Assert.That(jobs.Exists(j => j.Uid == first.Uid), Is.EqualTo(policy != "Replace"));
    }

    [Test]
    public async Task Where_two_may_not_run_at_once_the_next_waits_for_the_end_of_the_first()
    {
        await StartAsync(new JsonObject { ["concurrencyPolicy"] = "Forbid" });
        Clock.Advance(TimeSpan.FromMinutes(5));
        var pod = (await PodsAsync("pod of the first job", p => p.Count == 1))[0];
        Clock.Advance(TimeSpan.FromMinutes(5));
        await MergeAsync(CronJobs + "/tick", """{"metadata":{"labels":{"seen":"yes"}}}""");
        Assert.That(Store.List(GroupResource.Jobs).Items, Has.Count.EqualTo(1));

        End(pod);
        var jobs = await UntilListAsync(GroupResource.Jobs, "second job", j => j.Count == 2);
        Assert.That(Condition(jobs[0].Content, "Complete").Text("status"), Is.EqualTo("True"));
        Assert.That(jobs[1].Content.Text("metadata", "annotations", "batch.kubernetes.io/cronjob-scheduled-timestamp"), Is.EqualTo("2026-01-01T00:10:00Z"));
    }

    [Test]
    public async Task A_suspended_one_starts_nothing()
    {
        await StartAsync(new JsonObject { ["suspend"] = true }, timers: 0);
        Clock.Advance(TimeSpan.FromHours(1));
        await MergeAsync(CronJobs + "/tick", """{"metadata":{"labels":{"seen":"yes"}}}""");
        Assert.That(Store.List(GroupResource.Jobs).Items, Is.Empty);

        await MergeAsync(CronJobs + "/tick", """{"spec":{"suspend":false}}""");
        Assert.That(await UntilListAsync(GroupResource.Jobs, "the last of the missed jobs", j => j.Count == 1), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Only_the_last_of_the_jobs_that_ended_are_kept()
    {
        await StartAsync(new JsonObject { ["successfulJobsHistoryLimit"] = 1 });
        var names = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            // The timer of the next time is set before the job of this one is made.
            Clock.Advance(TimeSpan.FromMinutes(5));

            var pod = (await PodsAsync("pod of the next job", p => p.Exists(o => o.Content.Text("status", "phase") == "Pending")))
                .Single(p => p.Content.Text("status", "phase") == "Pending");
            names.Add(Owner(pod)!);
            End(pod);
            await UntilListAsync(GroupResource.Jobs, "end of the job", j => j.TrueForAll(o => o.Name != names[^1] || Condition(o.Content, "Complete") is not null));
        }

        Assert.That((await UntilListAsync(GroupResource.Jobs, "removal of the older job", j => j.Count == 1))[0].Name, Is.EqualTo(names[1]));
    }

    [TestCase("* * * *", null, "spec.schedule")]
    [TestCase("", null, "spec.schedule: Required value")]
    [TestCase("0 0 * * *", "Europe/Atlantis", "unknown time zone Europe/Atlantis")]
    public async Task A_schedule_that_is_none_is_refused(string schedule, string? zone, string message)
    {
        var spec = new JsonObject { ["schedule"] = schedule };
        if (zone is not null)
        {
            spec["timeZone"] = zone;
        }

        Assert.That((await Client.PostAsync(CronJobs, CronJob(spec).ToJsonString())).Message, Does.Contain(message));
    }

    [TestCase("*/5 * * * *", "2026-01-01T00:00:00Z", "2026-01-01T00:12:00Z", "2026-01-01T00:10:00Z")]
    [TestCase("*/5 * * * *", "2020-01-01T00:00:00Z", "2026-01-01T00:12:00Z", "2026-01-01T00:10:00Z")]
    [TestCase("0 0 29 2 *", "2020-06-01T00:00:00Z", "2026-01-01T00:00:00Z", "2024-02-29T00:00:00Z")]
    [TestCase("0 0 1 1 *", "2026-01-01T00:00:00Z", "2026-05-01T00:00:00Z", null)]
    public void The_last_time_that_has_come_is_found_however_long_it_was(string schedule, string earliest, string now, string? expected) =>
        Assert.That(
            CronSchedule.Parse(schedule, null).Last(Time(earliest), Time(now)),
            Is.EqualTo(expected is null ? null : (DateTimeOffset?)Time(expected)));

    [Test]
    public void A_schedule_is_that_of_its_time_zone() =>
        Assert.That(
            CronSchedule.Parse("0 9 * * *", "America/New_York").Next(Time("2026-01-01T00:00:00Z")), Is.EqualTo(Time("2026-01-01T14:00:00Z")));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static JsonObject CronJob(JsonObject spec)
    {
        spec.SetDefault("schedule", "*/5 * * * *");
        spec["jobTemplate"] = new JsonObject { ["spec"] = new JsonObject { ["template"] = new JsonObject { ["spec"] = Template("tick", "Never")["spec"]!.DeepClone() } } };
        return new JsonObject { ["apiVersion"] = "batch/v1", ["kind"] = "CronJob", ["metadata"] = new JsonObject { ["name"] = "tick" }, ["spec"] = spec };
    }

    /// <summary>Creates the CronJob and waits until the controller has set its timer.</summary>
    private async Task StartAsync(JsonObject spec, int timers = 1)
    {
        await CreateAsync(CronJobs, CronJob(spec));
        await Clock.WaitForTimersAsync(timers).Within("timer of the schedule");
    }
}
