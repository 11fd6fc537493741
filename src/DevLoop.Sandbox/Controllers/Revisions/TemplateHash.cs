using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Controllers.Revisions;

/// <summary>Short names of pod templates: equal templates have equal ones.</summary>
internal static class TemplateHash
{
    /// <summary>The label that tells the pods of one ReplicaSet of a Deployment from those of the others.</summary>
    public const string Label = "pod-template-hash";

    // The letters of generated names: they spell no words.
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    private const uint FnvOffset = 2166136261;
    private const uint FnvPrime = 16777619;

    /// <summary>The template as its owner wrote it, without what stands for nothing.</summary>
    public static JsonObject Canonical(JsonNode? template)
    {
        var copy = template?.DeepClone() as JsonObject ?? [];
        if (copy.Object("metadata") is not { } metadata)
        {
            return copy;
        }

        metadata.Object("labels")?.Remove(Label);
        foreach (var field in (ReadOnlySpan<string>)["labels", "annotations"])
        {
            if (metadata[field] is JsonObject { Count: 0 })
            {
                metadata.Remove(field);
            }
        }

        if (metadata.Count == 0)
        {
            copy.Remove("metadata");
        }

        return copy;
    }

    /// <summary>FNV-1a of the template in one fixed order of its fields, written with safe letters.</summary>
    /// <param name="template">The template.</param>
    /// <param name="collisions">How often another template had the same hash.</param>
    public static string Of(JsonNode? template, long collisions)
    {
        var text = new StringBuilder(collisions.ToString(CultureInfo.InvariantCulture));
        Write(Canonical(template), text);
        var hash = FnvOffset;
        foreach (var b in Encoding.UTF8.GetBytes(text.ToString()))
        {
            hash = (hash ^ b) * FnvPrime;
        }

        return string.Concat(hash.ToString(CultureInfo.InvariantCulture).Select(digit => Alphabet[digit % Alphabet.Length]));
    }

    private static void Write(JsonNode? node, StringBuilder text)
    {
        switch (node)
        {
            case JsonObject fields:
                text.Append('{');
                foreach (var (name, value) in fields.OrderBy(f => f.Key, StringComparer.Ordinal))
                {
                    text.Append(name).Append(':');
                    Write(value, text);
                    text.Append(',');
                }

                text.Append('}');
                break;
            case JsonArray items:
                text.Append('[');
                foreach (var item in items)
                {
                    Write(item, text);
                    text.Append(',');
                }

                text.Append(']');
                break;
            default:
                text.Append(node?.ToJsonString(JsonText.Plain));
                break;
        }
    }
}
