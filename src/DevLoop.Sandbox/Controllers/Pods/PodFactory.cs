using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Controllers.Pods;

/// <summary>Makes pods of templates.</summary>
internal static class PodFactory
{
    /// <summary>A pod of a <c>PodTemplateSpec</c> that belongs to an owner, its name to be made from a prefix.</summary>
    public static JsonObject Build(JsonObject? template, string prefix, JsonObject ownerReference)
    {
        var metadata = new JsonObject { ["generateName"] = prefix };
        foreach (var field in (ReadOnlySpan<string>)["labels", "annotations", "finalizers"])
        {
            if (template.At("metadata", field) is { } value)
            {
                metadata[field] = value.DeepClone();
            }
        }

        metadata["ownerReferences"] = new JsonArray(ownerReference);
        return new JsonObject { ["metadata"] = metadata, ["spec"] = template.Object("spec")?.DeepClone() };
    }
}
