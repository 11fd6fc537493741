using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;

using DevLoop.Sandbox.Selectors;

namespace DevLoop.Sandbox.Kinds.Workloads;

/// <summary>A kind whose objects keep pods of one template running, found by a selector.</summary>
internal abstract class WorkloadKind : ResourceKind
{
    public override IReadOnlyList<string> Categories => ["all"];

    public override bool HasGeneration => true;

    public override void Default(JsonObject content)
    {
        if (content.Object("spec") is { } spec)
        {
            PodTemplate.Default(spec);
            DefaultSpec(spec);
        }
    }

    public override void PrepareForCreate(JsonObject content) => content["status"] = new JsonObject();

    public override IEnumerable<FieldError> Validate(JsonObject content)
    {
        if (content.Object("spec") is not { } spec)
        {
            return [FieldError.Required("spec")];
        }

        return [.. Replicas(spec), .. Selector(content), .. PodTemplate.Validate(spec, "spec", "Always"), .. ValidateSpec(spec)];
    }

    public override IEnumerable<FieldError> ValidateUpdate(JsonObject content, JsonObject old)
    {
        if (!JsonNode.DeepEquals(content.At("spec", "selector"), old.At("spec", "selector")))
        {
            yield return FieldError.Invalid("spec.selector", content.At("spec", "selector"), "field is immutable");
        }
    }

    /// <summary>Fills in what the kind's own fields may leave out.</summary>
    protected virtual void DefaultSpec(JsonObject spec)
    {
    }

    /// <summary>What is wrong with the kind's own fields.</summary>
    protected virtual IEnumerable<FieldError> ValidateSpec(JsonObject spec) => [];

    protected static IEnumerable<FieldError> NotNegative(JsonObject spec, params string[] fields) => fields
        .Where(field => spec.Integer(field) < 0)
        .Select(field => FieldError.Invalid($"spec.{field}", spec.Integer(field), "must be greater than or equal to 0"));

    private static IEnumerable<FieldError> Replicas(JsonObject spec) => NotNegative(spec, "replicas", "minReadySeconds", "revisionHistoryLimit");

    private static IEnumerable<FieldError> Selector(JsonObject content)
    {
        var selector = PodSelector.Of(content);
        if (selector.IsEmpty)
        {
            yield return FieldError.Required("spec.selector");
        }
        else if (content.Object("spec", "template") is { } template && !selector.Matches(template))
        {
            yield return FieldError.Invalid("spec.template.metadata.labels", template.At("metadata", "labels"), "`selector` does not match template `labels`");
        }
    }
}
