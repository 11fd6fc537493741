using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds.Pods;

namespace DevLoop.Sandbox.Kinds.Workloads;

/// <summary>The template in an object's <c>spec</c> from which its pods are made.</summary>
internal static class PodTemplate
{
    /// <summary>Fills in what a template may leave out.</summary>
    /// <param name="owner">The specification that holds the template.</param>
    public static void Default(JsonObject owner)
    {
        if (owner.Object("template", "spec") is { } spec)
        {
            PodDefaults.ApplySpec(spec);
        }
    }

    /// <summary>What is wrong with a template.</summary>
    /// <param name="owner">The specification that holds the template.</param>
    /// <param name="field">Where that is, e.g. <c>spec</c>.</param>
    /// <param name="policies">The restart policies that its pods may have.</param>
    public static IEnumerable<FieldError> Validate(JsonObject owner, string field, params string[] policies)
    {
        if (owner.Object("template") is not { } template)
        {
            return [FieldError.Required($"{field}.template")];
        }

        var errors = MetadataRules.Labels(template, "metadata", "labels").Concat(PodValidation.Validate(template))
            .Select(e => e with { Field = $"{field}.template.{e.Field}" });
        return template.Text("spec", "restartPolicy") is { } policy && !policies.Contains(policy, StringComparer.Ordinal)
            ? errors.Append(FieldError.NotSupported($"{field}.template.spec.restartPolicy", policy, policies))
            : errors;
    }
}
