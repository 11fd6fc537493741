using System.Text.Json.Nodes;

namespace DevLoop.Sandbox.Json;

internal static class JsonWriting
{
    /// <summary>Sets a field that is not there yet.</summary>
    public static void SetDefault(this JsonObject target, string name, JsonNode value)
    {
        if (target[name] is null)
        {
            target[name] = value;
        }
    }

    /// <summary>The object at a field, made when there is none.</summary>
    public static JsonObject Ensure(this JsonObject target, string name)
    {
        if (target[name] is JsonObject found)
        {
            return found;
        }

        found = [];
        target[name] = found;
        return found;
    }

    /// <summary>A list of strings.</summary>
    public static JsonArray ToJsonArray(this IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
