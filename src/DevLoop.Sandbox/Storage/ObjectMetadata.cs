using System.Text.Json.Nodes;

namespace DevLoop.Sandbox.Storage;

/// <summary>The parts of an object's <c>metadata</c> that the store itself reads and writes.</summary>
internal static class ObjectMetadata
{
    /// <summary>The string at <c>metadata.{field}</c>; null when it is missing or is no string.</summary>
    public static string? Metadata(this JsonObject content, string field) =>
        content["metadata"] is JsonObject metadata && metadata[field] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>The object's <c>metadata</c>, made when it is missing.</summary>
    public static JsonObject EnsureMetadata(this JsonObject content)
    {
        if (content["metadata"] is JsonObject metadata)
        {
            return metadata;
        }

        metadata = [];
        content["metadata"] = metadata;
        return metadata;
    }
}
