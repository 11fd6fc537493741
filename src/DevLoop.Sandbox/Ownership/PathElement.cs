using System.Text.Json;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Ownership;

/// <summary>
/// One step of a path into an object, in the form of <c>fieldsV1</c>: <c>f:name</c> a field, <c>k:{"name":"a"}</c> the list item with
/// these keys, <c>v:"x"</c> the value in a set.
/// </summary>
internal readonly record struct PathElement(string Text) : IComparable<PathElement>
{
    public static PathElement Field(string name) => new($"f:{name}");

    public static PathElement Key(JsonObject key) => new($"k:{key.ToJsonString(JsonText.Plain)}");

    public static PathElement Value(JsonNode? value) => new($"v:{value?.ToJsonString(JsonText.Plain) ?? "null"}");

    /// <summary>As conflicts are told: <c>.name</c>, <c>[name="a"]</c>, <c>[="x"]</c>.</summary>
    public override string ToString()
    {
        if (Text.StartsWith("f:", StringComparison.Ordinal))
        {
            return $".{Text[2..]}";
        }

        if (Text.StartsWith("k:", StringComparison.Ordinal) && JsonNode.Parse(Text[2..]) is JsonObject key)
        {
            return $"[{string.Join(',', key.Select(p => $"{p.Key}={p.Value?.ToJsonString(JsonText.Plain)}"))}]";
        }

        return $"[={Text[2..]}]";
    }

    public int CompareTo(PathElement other) => string.CompareOrdinal(Text, other.Text);

    /// <summary>Whether a text of <c>fieldsV1</c> is a step of a path.</summary>
    public static bool IsPathElement(string text)
    {
        if (text.StartsWith("f:", StringComparison.Ordinal))
        {
            return true;
        }

        if (text.Length < 3 || text[1] != ':' || text[0] is not ('k' or 'v' or 'i'))
        {
            return false;
        }

        try
        {
            JsonNode.Parse(text[2..]);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public static bool operator <(PathElement left, PathElement right) => left.CompareTo(right) < 0;

    public static bool operator >(PathElement left, PathElement right) => left.CompareTo(right) > 0;

    public static bool operator <=(PathElement left, PathElement right) => left.CompareTo(right) <= 0;

    public static bool operator >=(PathElement left, PathElement right) => left.CompareTo(right) >= 0;
}
