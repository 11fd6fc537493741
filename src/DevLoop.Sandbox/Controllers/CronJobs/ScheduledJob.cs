using System.Globalization;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.CronJobs;

/// <summary>The job that a CronJob starts at one time.</summary>
internal static class ScheduledJob
{
    private const string ScheduledTime = "batch.kubernetes.io/cronjob-scheduled-timestamp";

    /// <param name="cronJob">The CronJob.</param>
    /// <param name="due">The time, by which the job is named: one time starts one job.</param>
    /// <param name="local">The same time in the time zone of the schedule.</param>
    /// <param name="ownerReference">The reference to the CronJob.</param>
    public static JsonObject Build(StoredObject cronJob, DateTimeOffset due, DateTimeOffset local, JsonObject ownerReference)
    {
        var template = cronJob.Content.Object("spec", "jobTemplate");
        var annotations = template.Object("metadata", "annotations")?.DeepClone().AsObject() ?? [];
        annotations[ScheduledTime] = local.Offset == TimeSpan.Zero
            ? ObjectStore.Timestamp(local)
            : local.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        var metadata = new JsonObject
        {
            ["name"] = string.Create(CultureInfo.InvariantCulture, $"{cronJob.Name}-{due.ToUnixTimeSeconds() / 60}"),
            ["annotations"] = annotations,
            ["ownerReferences"] = new JsonArray(ownerReference),
        };
        if (template.Object("metadata", "labels") is { } labels)
        {
            metadata["labels"] = labels.DeepClone();
        }

        return new JsonObject { ["metadata"] = metadata, ["spec"] = template.Object("spec")?.DeepClone() };
    }
}
