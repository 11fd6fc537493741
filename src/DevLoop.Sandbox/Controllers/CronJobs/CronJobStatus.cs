using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.CronJobs;

/// <summary>The status of a CronJob.</summary>
internal static class CronJobStatus
{
    /// <summary>How a job ended: <c>Complete</c> or <c>Failed</c>; null while it has not.</summary>
    public static string? EndOf(StoredObject job) => job.Content.Objects("status", "conditions")
        .FirstOrDefault(c => c.Text("type") is "Complete" or "Failed" && c.Text("status") == "True").Text("type");

    /// <param name="cronJob">The CronJob.</param>
    /// <param name="jobs">Its jobs.</param>
    /// <param name="started">The time for which a job was started just now; null when none was.</param>
    public static JsonObject Build(JsonObject cronJob, IReadOnlyList<StoredObject> jobs, DateTimeOffset? started)
    {
        var status = new JsonObject();
        var active = jobs.Where(j => EndOf(j) is null).Select(Reference).ToArray<JsonNode>();
        if (active.Length > 0)
        {
            status["active"] = new JsonArray(active);
        }

        if ((started is { } time ? ObjectStore.Timestamp(time) : cronJob.Text("status", "lastScheduleTime")) is { } scheduled)
        {
            status["lastScheduleTime"] = scheduled;
        }

        var succeeded = jobs.Select(j => j.Content.Text("status", "completionTime")).Append(cronJob.Text("status", "lastSuccessfulTime")).Max(StringComparer.Ordinal);
        if (succeeded is not null)
        {
            status["lastSuccessfulTime"] = succeeded;
        }

        return status;
    }

    private static JsonObject Reference(StoredObject job) => new()
    {
        ["kind"] = "Job",
        ["namespace"] = job.Namespace,
        ["name"] = job.Name,
        ["uid"] = job.Uid,
        ["apiVersion"] = "batch/v1",
    };
}
