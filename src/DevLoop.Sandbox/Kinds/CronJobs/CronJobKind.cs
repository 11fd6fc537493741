using System.Text.Json.Nodes;
using Cronos;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds.Jobs;
using DevLoop.Sandbox.Kinds.Workloads;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Kinds.CronJobs;

internal sealed class CronJobKind : ResourceKind
{
    private const int DefaultSuccessfulJobs = 3;
    private const int DefaultFailedJobs = 1;

    // The name of a job adds eleven characters, and must be a label.
    private const int MaxName = 52;

    private static readonly string[] Containers = ["spec", "jobTemplate", "spec", "template", "spec", "containers"];

    public override GroupResource Resource => GroupResource.CronJobs;

    public override string Kind => "CronJob";

    public override IReadOnlyList<string> ShortNames => ["cj"];

    public override IReadOnlyList<string> Categories => ["all"];

    public override bool HasGeneration => true;

    public override IReadOnlyList<TableColumn> Columns { get; } =
    [
        TableColumn.NameColumn,
        new("Schedule", (c, _) => c.Text("spec", "schedule"), "When its jobs start"),
        new("Timezone", (c, _) => c.Text("spec", "timeZone") ?? WorkloadColumns.None, "The time zone of the schedule"),
        new("Suspend", (c, _) => c.Flag("spec", "suspend") == true ? "True" : "False", "Whether no job is to start"),
        new("Active", (c, _) => c.Objects("status", "active").Count(), "The jobs that run") { Type = "integer" },
        new("Last Schedule", (c, now) => c.Text("status", "lastScheduleTime") is { } time ? HumanDuration.Since(time, now) : WorkloadColumns.None, "The time since the last start"),
        TableColumn.AgeColumn,
        WorkloadColumns.ContainersAt(Containers),
        WorkloadColumns.ImagesAt(Containers),
        new("Selector", (_, _) => WorkloadColumns.None, "The labels of its pods") { Wide = true },
    ];

    public override string? NameError(string name) =>
        base.NameError(name) ?? (name.Length > MaxName ? $"must be no more than {MaxName} characters" : null);

    public override void Default(JsonObject content)
    {
        if (content.Object("spec") is not { } spec)
        {
            return;
        }

        spec.SetDefault("concurrencyPolicy", "Allow");
        spec.SetDefault("suspend", false);
        spec.SetDefault("successfulJobsHistoryLimit", DefaultSuccessfulJobs);
        spec.SetDefault("failedJobsHistoryLimit", DefaultFailedJobs);
        if (spec.Object("jobTemplate", "spec") is { } job)
        {
            // The rest is filled in when a job is made of it.
            PodTemplate.Default(job);
        }
    }

    public override void PrepareForCreate(JsonObject content) => content["status"] = new JsonObject();

    public override IEnumerable<FieldError> Validate(JsonObject content)
    {
        if (content.Object("spec") is not { } spec)
        {
            return [FieldError.Required("spec")];
        }

        var errors = Schedule(spec).ToList();
        if (spec.Text("concurrencyPolicy") is { } policy and not ("Allow" or "Forbid" or "Replace"))
        {
            errors.Add(FieldError.NotSupported("spec.concurrencyPolicy", policy, "Allow", "Forbid", "Replace"));
        }

        errors.AddRange(((string[])["startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"])
            .Where(field => spec.Integer(field) < 0)
            .Select(field => FieldError.Invalid($"spec.{field}", spec[field], "must be greater than or equal to 0")));
        errors.AddRange(spec.Object("jobTemplate", "spec") is { } job
            ? JobKind.ValidateSpec(job, "spec.jobTemplate.spec")
            : [FieldError.Required("spec.jobTemplate.spec")]);
        return errors;
    }

    private static IEnumerable<FieldError> Schedule(JsonObject spec)
    {
        var (schedule, zone) = (spec.Text("schedule") ?? "", spec.Text("timeZone"));
        if (schedule.Length == 0)
        {
            return [FieldError.Required("spec.schedule")];
        }

        try
        {
            CronSchedule.Parse(schedule, zone);
            return [];
        }
        catch (CronFormatException e)
        {
            return [FieldError.Invalid("spec.schedule", schedule, e.Message)];
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            return [FieldError.Invalid("spec.timeZone", zone, $"unknown time zone {zone}")];
        }
    }
}
