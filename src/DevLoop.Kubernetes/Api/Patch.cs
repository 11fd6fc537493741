using System.Text.Json.Nodes;

namespace DevLoop.Kubernetes.Api;

/// <summary>A change to an object.</summary>
/// <param name="Type">How <paramref name="Body"/> is to be read.</param>
/// <param name="Body">The change.</param>
public sealed record Patch(PatchType Type, JsonNode Body)
{
    /// <summary>Who makes it; needed by <see cref="PatchType.Apply"/>. Default: <c>devloop</c>.</summary>
    public string FieldManager { get; init; } = "devloop";

    internal string ContentType => Type switch
    {
        PatchType.Json => "application/json-patch+json",
        PatchType.Merge => "application/merge-patch+json",
        PatchType.Strategic => "application/strategic-merge-patch+json",
        // JSON is YAML.
        _ => "application/apply-patch+yaml",
    };
}
