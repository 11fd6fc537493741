using System.Globalization;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds.Workloads;

namespace DevLoop.Sandbox.Kinds.Jobs;

/// <summary>The columns of <c>kubectl get jobs</c>.</summary>
internal static class JobColumns
{
    public static IReadOnlyList<TableColumn> All { get; } =
    [
        TableColumn.NameColumn,
        new("Status", (j, _) => Status(j), "Where the job stands, in one word"),
        new("Completions", (j, _) => Completions(j), "The pods that succeeded, of those that must"),
        new("Duration", (j, now) => Duration(j, now), "How long the job has run"),
        TableColumn.AgeColumn,
        WorkloadColumns.Containers,
        WorkloadColumns.Images,
        WorkloadColumns.Selector,
    ];

    private static string Status(JsonObject job) =>
        Has(job, "Complete") ? "Complete"
        : Has(job, "Failed") ? "Failed"
        : job.Text("metadata", "deletionTimestamp") is not null ? "Terminating"
        : Has(job, "Suspended") ? "Suspended"
        : Has(job, "FailureTarget") ? "FailureTarget"
        : Has(job, "SuccessCriteriaMet") ? "SuccessCriteriaMet"
        : "Running";

    private static string Completions(JsonObject job)
    {
        var succeeded = job.Integer("status", "succeeded") ?? 0;
        if (job.Integer("spec", "completions") is { } completions)
        {
            return $"{succeeded}/{completions}";
        }

        var parallelism = job.Integer("spec", "parallelism") ?? 0;
        return parallelism > 1 ? $"{succeeded}/1 of {parallelism}" : $"{succeeded}/1";
    }

    private static string Duration(JsonObject job, DateTimeOffset now)
    {
        if (job.Text("status", "startTime") is not { } start)
        {
            return "";
        }

        return job.Text("status", "completionTime") is { } end && DateTimeOffset.TryParse(end, CultureInfo.InvariantCulture, out var ended)
            ? HumanDuration.Since(start, ended)
            : HumanDuration.Since(start, now);
    }

    private static bool Has(JsonObject job, string condition) =>
        job.Objects("status", "conditions").Any(c => c.Text("type") == condition && c.Text("status") == "True");
}
