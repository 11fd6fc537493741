using DevLoop.Sandbox.Controllers.Pods;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.Jobs;

/// <summary>The pods of a job by what has become of them.</summary>
/// <param name="Active">Those that run or will.</param>
/// <param name="Terminating">Those that were deleted and have not ended yet.</param>
/// <param name="Uncounted">Those that have ended, and that the job's status does not count yet: their finalizer is still there.</param>
/// <param name="Succeeded">How many succeeded, now and before.</param>
/// <param name="Failed">How many failed, now and before.</param>
internal sealed record JobCounts(
    IReadOnlyList<StoredObject> Active, IReadOnlyList<StoredObject> Terminating, IReadOnlyList<StoredObject> Uncounted, long Succeeded, long Failed)
{
    /// <summary>On every pod of a job until the job has counted how it ended, so that a deleted pod is counted too.</summary>
    public const string Finalizer = "batch.kubernetes.io/job-tracking";

    public static JobCounts Of(StoredObject job, IReadOnlyList<StoredObject> pods)
    {
        var uncounted = pods.Where(p => HasEnded(p) && IsTracked(p)).ToList();
        var succeeded = uncounted.Count(p => p.Content.Text("status", "phase") == "Succeeded");
        return new JobCounts(
            [.. pods.Where(p => p.IsActive())],
            [.. pods.Where(p => p.IsTerminating() && !HasEnded(p))],
            uncounted,
            (job.Content.Integer("status", "succeeded") ?? 0) + succeeded,
            (job.Content.Integer("status", "failed") ?? 0) + uncounted.Count - succeeded);
    }

    public static bool IsTracked(StoredObject pod) => pod.Content.Texts("metadata", "finalizers").Contains(Finalizer, StringComparer.Ordinal);

    // A pod that was deleted before it came to a node never ends in any other way.
    private static bool HasEnded(StoredObject pod) =>
        pod.IsFinished() || (pod.IsTerminating() && string.IsNullOrEmpty(pod.Content.Text("spec", "nodeName")));
}
