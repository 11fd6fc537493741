using System.Text.Json.Nodes;
using DevLoop.Sandbox.Controllers.Pods;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds.CronJobs;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.CronJobs;

/// <summary>Starts the jobs of CronJobs at their times, and removes the oldest of those that have ended.</summary>
internal sealed class CronJobController : Controller
{
    public CronJobController(ControllerContext context)
        : base(context, "cronjob-controller") => Sources =
        [
            new(GroupResource.CronJobs, c => [new ObjectKey(c.Namespace, c.Name)]),
            new(GroupResource.Jobs, j => Owner(j) is { } owner ? [new ObjectKey(j.Namespace, owner.Text("name") ?? "")] : []),
        ];

    protected override IReadOnlyList<ControllerSource> Sources { get; }

    protected override void Reconcile(ObjectKey key)
    {
        if (Client.Find(GroupResource.CronJobs, key) is not { } cronJob)
        {
            return;
        }

        var jobs = Client.List(GroupResource.Jobs, key.Namespace).Where(j => Owner(j).Text("uid") == cronJob.Uid).ToList();
        var started = cronJob.IsTerminating() || cronJob.Content.Flag("spec", "suspend") == true ? null : Start(key, cronJob, jobs);
        jobs = [.. Client.List(GroupResource.Jobs, key.Namespace).Where(j => Owner(j).Text("uid") == cronJob.Uid)];
        Client.SetStatus(cronJob, CronJobStatus.Build(cronJob.Content, jobs, started));
        RemoveOld(jobs, "Complete", cronJob.Content.Integer("spec", "successfulJobsHistoryLimit"));
        RemoveOld(jobs, "Failed", cronJob.Content.Integer("spec", "failedJobsHistoryLimit"));
    }

    /// <summary>Starts the job whose time has come, and sees to it that the next one's is not missed. Returns the time that was started for.</summary>
    private DateTimeOffset? Start(ObjectKey key, StoredObject cronJob, List<StoredObject> jobs)
    {
        var spec = cronJob.Content.Object("spec");
        var schedule = CronSchedule.Parse(spec.Text("schedule") ?? "", spec.Text("timeZone"));
        var now = Client.Now;
        if (schedule.Next(now) is { } next)
        {
            LookAgain(key, next);
        }

        var since = PodState.Time(cronJob.Content.Text("status", "lastScheduleTime")) ?? cronJob.Created() ?? now;
        if (schedule.Last(since, now) is not { } due
            || now - due > TimeSpan.FromSeconds(spec.Integer("startingDeadlineSeconds") ?? (long)TimeSpan.MaxValue.TotalSeconds / 2))
        {
            return null;
        }

        var active = jobs.Where(j => CronJobStatus.EndOf(j) is null).ToList();
        if (active.Count > 0 && spec.Text("concurrencyPolicy") == "Forbid")
        {
            return null;
        }

        foreach (var replaced in active.Where(_ => spec.Text("concurrencyPolicy") == "Replace"))
        {
            Client.Delete(replaced);
        }

        Create(cronJob, due, schedule.Local(due));
        return due;
    }

    private void Create(StoredObject cronJob, DateTimeOffset due, DateTimeOffset local)
    {
        var reference = OwnerReferences.Controller(Client.KindOf(GroupResource.CronJobs), cronJob);
        var job = ScheduledJob.Build(cronJob, due, local, reference);
        try
        {
            Client.Create(GroupResource.Jobs, cronJob.Namespace, job);
        }
        catch (StoreException e) when (e.Error == StoreError.AlreadyExists)
        {
            // It was started before its time was written down.
        }
    }

    private void RemoveOld(IEnumerable<StoredObject> jobs, string end, long? kept)
    {
        var ended = jobs.Where(j => CronJobStatus.EndOf(j) == end).OrderBy(j => j.Created() ?? DateTimeOffset.MinValue).ThenBy(j => j.Name, StringComparer.Ordinal).ToList();
        foreach (var job in ended.SkipLast((int)Math.Clamp(kept ?? int.MaxValue, 0, int.MaxValue)))
        {
            Client.Delete(job);
        }
    }

    private static JsonObject? Owner(StoredObject job) =>
        OwnerReferences.ControllerOf(job.Content) is { } reference && reference.Text("kind") == "CronJob" ? reference : null;
}
