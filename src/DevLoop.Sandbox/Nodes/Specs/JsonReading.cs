using System.Text.Json.Nodes;

namespace DevLoop.Sandbox.Nodes.Specs;

/// <summary>Reading fields of stored objects. The API has checked their types; what is missing or odd all the same reads as absent.</summary>
internal static class JsonReading
{
    public static JsonObject? Object(this JsonNode? node, string field) => (node as JsonObject)?[field] as JsonObject;

    public static string? Text(this JsonNode? node, string field) =>
        (node as JsonObject)?[field] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    public static int? Number(this JsonNode? node, string field)
    {
        if ((node as JsonObject)?[field] is not JsonValue value)
        {
            return null;
        }

        // Parsed numbers convert to what is asked for; those that this program set have the type they were set with.
        return value.TryGetValue(out int number) ? number : value.TryGetValue(out long large) ? (int)Math.Clamp(large, int.MinValue, int.MaxValue) : null;
    }

    public static TimeSpan? Seconds(this JsonNode? node, string field) =>
        node.Number(field) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    public static IEnumerable<JsonObject> Objects(this JsonNode? node, string field) =>
        ((node as JsonObject)?[field] as JsonArray)?.OfType<JsonObject>() ?? [];
}
