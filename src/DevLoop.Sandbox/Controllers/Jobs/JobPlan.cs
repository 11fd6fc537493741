using System.Text.Json.Nodes;
using DevLoop.Sandbox.Controllers.Pods;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Controllers.Jobs;

/// <summary>What a job's counts come to: whether it has ended, and how many pods are to run.</summary>
internal static class JobPlan
{
    /// <summary>As Kubernetes makes up for failed pods: ten seconds after the first, twice that after each further one, ten minutes at most.</summary>
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxBackOff = TimeSpan.FromMinutes(10);

    // Beyond that the power would only grow out of what a time can hold.
    private const int DoublingsToMax = 6;

    /// <summary>How the job has ended; null while it has not.</summary>
    public static JobOutcome? Outcome(JsonObject job, JobCounts counts, DateTimeOffset now)
    {
        var completions = job.Integer("spec", "completions");
        if (completions is { } needed ? counts.Succeeded >= needed : counts.Succeeded > 0 && counts.Active.Count == 0)
        {
            return JobOutcome.CompletionsReached;
        }

        if (counts.Failed + Restarts(job, counts) > (job.Integer("spec", "backoffLimit") ?? 0))
        {
            return JobOutcome.BackoffLimitExceeded;
        }

        return DeadlineAt(job) <= now ? JobOutcome.DeadlineExceeded : null;
    }

    /// <summary>Until when the job may run; null when it may for ever, or does not run.</summary>
    public static DateTimeOffset? DeadlineAt(JsonObject job) =>
        job.Integer("spec", "activeDeadlineSeconds") is { } seconds ? PodState.Time(job.Text("status", "startTime")) + TimeSpan.FromSeconds(seconds) : null;

    /// <summary>How many pods are to run now.</summary>
    public static int Wanted(JsonObject job, JobCounts counts)
    {
        var parallelism = job.Integer("spec", "parallelism") ?? 1;
        var wanted = job.Integer("spec", "completions") is { } completions ? Math.Min(parallelism, completions - counts.Succeeded)
            : counts.Succeeded > 0 ? counts.Active.Count
            : parallelism;

        // By one policy a pod that ends still takes the place of its successor.
        var taken = job.Text("spec", "podReplacementPolicy") == "Failed" ? counts.Terminating.Count : 0;
        return (int)Math.Clamp(wanted - taken, 0, int.MaxValue);
    }

    /// <summary>How long after the last of so many failures in a row the next pod may start.</summary>
    public static TimeSpan BackOff(int failures)
    {
        if (failures == 0)
        {
            return TimeSpan.Zero;
        }

        var delay = failures > DoublingsToMax ? MaxBackOff : FirstBackOff * Math.Pow(2, failures - 1);
        return delay > MaxBackOff ? MaxBackOff : delay;
    }

    // With OnFailure a container that fails starts again in its pod, which counts as well.
    private static long Restarts(JsonObject job, JobCounts counts) =>
        job.Text("spec", "template", "spec", "restartPolicy") == "OnFailure"
            ? counts.Active.SelectMany(p => p.Content.Objects("status", "containerStatuses")).Sum(s => s.Integer("restartCount") ?? 0)
            : 0;
}
