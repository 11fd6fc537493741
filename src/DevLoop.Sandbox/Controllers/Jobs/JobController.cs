using DevLoop.Sandbox.Controllers.Pods;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Registry;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.Jobs;

/// <summary>Runs the pods of jobs until enough of them have succeeded or too many have failed, and deletes jobs whose time is over.</summary>
internal sealed class JobController : Controller
{
    private readonly OwnedObjects _pods;

    public JobController(ControllerContext context)
        : base(context, "job-controller")
    {
        _pods = new OwnedObjects(Client, GroupResource.Jobs, GroupResource.Pods);
        Sources = [new(GroupResource.Jobs, j => [new ObjectKey(j.Namespace, j.Name)]), _pods.Source];
    }

    protected override IReadOnlyList<ControllerSource> Sources { get; }

    protected override void Reconcile(ObjectKey key)
    {
        if (Client.Find(GroupResource.Jobs, key) is not { } job)
        {
            ReleaseOrphans(key);
            return;
        }

        var pods = _pods.Claim(job);
        if (JobStatus.Ended(job.Content) is not null || job.IsTerminating())
        {
            Release(pods);
            Expire(key, job);
            return;
        }

        var counts = JobCounts.Of(job, pods);
        var outcome = JobPlan.Outcome(job.Content, counts, Client.Now);
        Client.SetStatus(job, JobStatus.Build(job.Content, counts, outcome, Client.Now));
        foreach (var counted in counts.Uncounted)
        {
            RemoveFinalizer(counted);
        }

        if (outcome is not null || job.Content.Flag("spec", "suspend") == true)
        {
            End(counts.Active);
        }
        else
        {
            Scale(key, job, pods, counts);
        }
    }

    private void Scale(ObjectKey key, StoredObject job, List<StoredObject> pods, JobCounts counts)
    {
        var wanted = JobPlan.Wanted(job.Content, counts);
        End(ScaleDownOrder.Sort(counts.Active).Take(counts.Active.Count - wanted));
        if (counts.Active.Count < wanted && NextStart(pods) is { } next && next > Client.Now)
        {
            LookAgain(key, next);
        }
        else
        {
            for (var i = counts.Active.Count; i < wanted; i++)
            {
                Create(job);
            }
        }

        if (JobPlan.DeadlineAt(job.Content) is { } deadline)
        {
            LookAgain(key, deadline);
        }
    }

    // When the failures since the last success let the next pod start; null when there are none.
    private static DateTimeOffset? NextStart(List<StoredObject> pods)
    {
        var ended = pods.Where(p => p.IsFinished()).Select(p => (Pod: p, At: EndOf(p))).OrderByDescending(e => e.At).ToList();
        var failures = ended.TakeWhile(e => e.Pod.Content.Text("status", "phase") == "Failed").ToList();
        return failures.Count > 0 ? failures[0].At + JobPlan.BackOff(failures.Count) : null;
    }

    private static DateTimeOffset? EndOf(StoredObject pod) =>
        pod.Content.Objects("status", "containerStatuses").Select(s => PodState.Time(s.Text("state", "terminated", "finishedAt"))).Max() ?? pod.Created();

    private void Create(StoredObject job)
    {
        var reference = OwnerReferences.Controller(Client.KindOf(GroupResource.Jobs), job);
        var pod = PodFactory.Build(job.Content.Object("spec", "template"), $"{job.Name}-", reference);
        pod.EnsureMetadata()["finalizers"] = pod.Texts("metadata", "finalizers").Append(JobCounts.Finalizer).ToJsonArray();
        Client.Create(GroupResource.Pods, job.Namespace, pod);
    }

    private void End(IEnumerable<StoredObject> pods)
    {
        foreach (var pod in pods)
        {
            Client.Delete(pod);
        }
    }

    /// <summary>Deletes an ended job when <c>ttlSecondsAfterFinished</c> is over.</summary>
    private void Expire(ObjectKey key, StoredObject job)
    {
        if (job.Content.Integer("spec", "ttlSecondsAfterFinished") is not { } seconds || JobStatus.EndedAt(job.Content) is not { } ended)
        {
            return;
        }

        var due = ended + TimeSpan.FromSeconds(seconds);
        if (due > Client.Now)
        {
            LookAgain(key, due);
        }
        else
        {
            Client.Delete(job, PropagationPolicy.Foreground);
        }
    }

    /// <summary>Nobody counts the pods of a job that is gone, or has ended: they may go.</summary>
    private void Release(IEnumerable<StoredObject> pods)
    {
        foreach (var pod in pods.Where(JobCounts.IsTracked))
        {
            RemoveFinalizer(pod);
        }
    }

    private void ReleaseOrphans(ObjectKey key) => Release(Client.List(GroupResource.Pods, key.Namespace)
        .Where(p => OwnerReferences.ControllerOf(p.Content) is { } owner && owner.Text("kind") == "Job" && owner.Text("name") == key.Name));

    private void RemoveFinalizer(StoredObject pod)
    {
        try
        {
            Client.Update(pod, content => content.EnsureMetadata()["finalizers"] =
                content.Texts("metadata", "finalizers").Where(f => f != JobCounts.Finalizer).ToJsonArray());
        }
        catch (StoreException e) when (e.Error == StoreError.NotFound)
        {
            // Somebody else took it away, and the others that are counted must not keep theirs for that.
        }
    }
}
