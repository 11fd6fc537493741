using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds.Workloads;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Kinds.Jobs;

internal sealed class JobKind : ResourceKind
{
    private const int DefaultBackoffLimit = 6;

    public override GroupResource Resource => GroupResource.Jobs;

    public override string Kind => "Job";

    public override IReadOnlyList<string> Categories => ["all"];

    public override bool HasGeneration => true;

    public override IReadOnlyList<TableColumn> Columns => JobColumns.All;

    public override IReadOnlyDictionary<string, string[]> SelectableFields { get; } =
        new Dictionary<string, string[]>(StringComparer.Ordinal) { ["status.successful"] = ["status", "succeeded"] };

    public override void Default(JsonObject content)
    {
        if (content.Object("spec") is not { } spec)
        {
            return;
        }

        PodTemplate.Default(spec);
        if (spec["completions"] is null && spec["parallelism"] is null)
        {
            spec["completions"] = 1;
        }

        spec.SetDefault("parallelism", 1);
        spec.SetDefault("backoffLimit", DefaultBackoffLimit);
        spec.SetDefault("completionMode", "NonIndexed");
        spec.SetDefault("suspend", false);
        spec.SetDefault("manualSelector", false);
        spec.SetDefault("podReplacementPolicy", "TerminatingOrFailed");
    }

    // The job's pods are told from all others by the uid of the job, unless it brings a selector of its own.
    public override void PrepareForCreate(JsonObject content)
    {
        content["status"] = new JsonObject();
        if (content.Object("spec") is not { } spec || spec.Flag("manualSelector") == true)
        {
            return;
        }

        // The labels hold the name, so it is made here and not when the object is stored.
        var metadata = content.EnsureMetadata();
        if (metadata.Text("generateName") is { Length: > 0 } prefix)
        {
            metadata.SetDefault("name", NameGenerator.Next(prefix));
        }

        var (uid, name) = (metadata.Text("uid") ?? "", metadata.Text("name") ?? "");
        var labels = spec.Ensure("template").Ensure("metadata").Ensure("labels");
        labels[JobLabels.ControllerUid] = uid;
        labels[JobLabels.LegacyControllerUid] = uid;
        labels[JobLabels.JobName] = name;
        labels[JobLabels.LegacyJobName] = name;
        if (metadata["labels"] is null or JsonObject { Count: 0 })
        {
            metadata["labels"] = labels.DeepClone();
        }

        spec["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { [JobLabels.ControllerUid] = uid } };
    }

    public override IEnumerable<FieldError> Validate(JsonObject content)
    {
        if (content.Object("spec") is not { } spec)
        {
            return [FieldError.Required("spec")];
        }

        var errors = ValidateSpec(spec, "spec").ToList();
        if (PodSelector.Of(content).IsEmpty)
        {
            errors.Add(FieldError.Required("spec.selector"));
        }

        return errors;
    }

    public override IEnumerable<FieldError> ValidateUpdate(JsonObject content, JsonObject old) =>
        ((string[])["completions", "selector", "template", "completionMode"])
        .Where(field => !JsonNode.DeepEquals(content.At("spec", field), old.At("spec", field)))
        .Select(field => FieldError.Invalid($"spec.{field}", content.At("spec", field), "field is immutable"));

    /// <summary>What is wrong with a job's specification, at a path.</summary>
    public static IEnumerable<FieldError> ValidateSpec(JsonObject spec, string field)
    {
        foreach (var number in (string[])["parallelism", "completions", "backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished"])
        {
            if (spec.Integer(number) is < 0 and var value)
            {
                yield return FieldError.Invalid($"{field}.{number}", value, "must be greater than or equal to 0");
            }
        }

        if (spec.Text("completionMode") is { } mode and not "NonIndexed")
        {
            yield return FieldError.NotSupported($"{field}.completionMode", mode, "NonIndexed");
        }

        if (spec.Text("podReplacementPolicy") is { } policy and not ("Failed" or "TerminatingOrFailed"))
        {
            yield return FieldError.NotSupported($"{field}.podReplacementPolicy", policy, "Failed", "TerminatingOrFailed");
        }

        foreach (var error in PodTemplate.Validate(spec, field, "OnFailure", "Never"))
        {
            yield return error;
        }
    }
}
