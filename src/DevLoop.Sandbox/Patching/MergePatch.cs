using System.Text.Json.Nodes;

namespace DevLoop.Sandbox.Patching;

/// <summary>JSON merge patch, RFC 7386.</summary>
internal static class MergePatch
{
    /// <summary>Changes <paramref name="content"/> in place and returns it.</summary>
    public static JsonObject Apply(JsonObject content, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            switch (value)
            {
                case null:
                    content.Remove(name);
                    break;
                case JsonObject below:
                    content[name] = Apply(Take(content, name) as JsonObject ?? [], below);
                    break;
                default:
                    content[name] = value.DeepClone();
                    break;
            }
        }

        return content;
    }

    // Out of its parent, so that it can be put back.
    private static JsonNode? Take(JsonObject content, string name)
    {
        var value = content[name];
        content.Remove(name);
        return value;
    }
}
