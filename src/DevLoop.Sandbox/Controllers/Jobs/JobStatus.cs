using System.Text.Json.Nodes;
using DevLoop.Sandbox.Controllers.Pods;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.Jobs;

/// <summary>The status of a job.</summary>
internal static class JobStatus
{
    /// <summary>How a job has ended, by its status; null while it has not.</summary>
    public static string? Ended(JsonObject job) =>
        Has(job, JobOutcome.Complete) ? JobOutcome.Complete : Has(job, JobOutcome.Failed) ? JobOutcome.Failed : null;

    /// <summary>When it ended; null while it has not.</summary>
    public static DateTimeOffset? EndedAt(JsonObject job) => PodState.Time(job.Objects("status", "conditions")
        .FirstOrDefault(c => c.Text("type") is JobOutcome.Complete or JobOutcome.Failed && c.Text("status") == "True").Text("lastTransitionTime"));

    /// <param name="job">The job.</param>
    /// <param name="counts">Its pods.</param>
    /// <param name="outcome">How it has ended; null while it has not.</param>
    /// <param name="now">The time now.</param>
    public static JsonObject Build(JsonObject job, JobCounts counts, JobOutcome? outcome, DateTimeOffset now)
    {
        var suspended = job.Flag("spec", "suspend") == true && outcome is null;
        var gone = counts.Active.Count == 0 && counts.Terminating.Count == 0;
        var status = new JsonObject
        {
            ["terminating"] = counts.Terminating.Count,
            ["uncountedTerminatedPods"] = new JsonObject(),
            ["ready"] = counts.Active.Count(p => p.IsReady()),
        };
        if (!suspended)
        {
            status["startTime"] = job.Text("status", "startTime") ?? ObjectStore.Timestamp(now);
        }

        Set(status, "active", counts.Active.Count);
        Set(status, "succeeded", counts.Succeeded);
        Set(status, "failed", counts.Failed);
        var conditions = Conditions(job, outcome, suspended, gone, now);
        if (conditions.Count > 0)
        {
            status["conditions"] = conditions;
        }

        if (outcome?.Condition == JobOutcome.Complete && gone)
        {
            status["completionTime"] = job.Text("status", "completionTime") ?? ObjectStore.Timestamp(now);
        }

        return status;
    }

    private static JsonArray Conditions(JsonObject job, JobOutcome? outcome, bool suspended, bool gone, DateTimeOffset now)
    {
        var conditions = new JsonArray([.. job.Objects("status", "conditions").Select(c => c.DeepClone())]);
        if (suspended)
        {
            Become(conditions, "Suspended", "True", "JobSuspended", "Job suspended", now);
        }
        else if (conditions.Objects().Any(c => c.Text("type") == "Suspended"))
        {
            Become(conditions, "Suspended", "False", "JobResumed", "Job resumed", now);
        }

        if (outcome is not null)
        {
            Become(conditions, outcome.Announcement, "True", outcome.Reason, outcome.Message, now);
        }

        if (outcome is not null && gone)
        {
            Become(conditions, outcome.Condition, "True", outcome.Reason, outcome.Message, now);
        }

        return conditions;
    }

    private static void Become(JsonArray conditions, string type, string value, string reason, string message, DateTimeOffset now)
    {
        var before = conditions.Objects().FirstOrDefault(c => c.Text("type") == type);
        if (before.Text("status") == value)
        {
            return;
        }

        if (before is not null)
        {
            conditions.Remove(before);
        }

        conditions.Add((JsonNode)new JsonObject
        {
            ["type"] = type,
            ["status"] = value,
            ["lastProbeTime"] = ObjectStore.Timestamp(now),
            ["lastTransitionTime"] = ObjectStore.Timestamp(now),
            ["reason"] = reason,
            ["message"] = message,
        });
    }

    private static bool Has(JsonObject job, string condition) =>
        job.Objects("status", "conditions").Any(c => c.Text("type") == condition && c.Text("status") == "True");

    private static void Set(JsonObject status, string field, long count)
    {
        if (count > 0)
        {
            status[field] = count;
        }
    }
}
