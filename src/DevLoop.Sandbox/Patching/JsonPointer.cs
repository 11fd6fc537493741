using System.Globalization;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;

namespace DevLoop.Sandbox.Patching;

/// <summary>A place in a document, RFC 6901, and what JSON patch does there.</summary>
internal sealed class JsonPointer
{
    private const string End = "-";

    private readonly string[] _steps;

    private JsonPointer(string[] steps) => _steps = steps;

    /// <exception cref="ApiException">400: the text is no pointer.</exception>
    public static JsonPointer Parse(string text)
    {
        if (text.Length > 0 && text[0] != '/')
        {
            throw ApiException.BadRequest($"not a JSON pointer: \"{text}\" must begin with a slash");
        }

        return new JsonPointer([.. text.Split('/').Skip(1).Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))]);
    }

    /// <summary>The value there; null when there is none.</summary>
    public JsonNode? Find(JsonNode root)
    {
        JsonNode? node = root;
        foreach (var step in _steps)
        {
            node = node switch
            {
                JsonObject o => o[step],
                JsonArray a when Index(step) is { } i && i < a.Count => a[i],
                _ => null,
            };
        }

        return node;
    }

    /// <summary>The value there.</summary>
    /// <exception cref="ApiException">422: there is none.</exception>
    public JsonNode? Get(JsonNode root)
    {
        if (_steps.Length == 0)
        {
            return root;
        }

        var last = _steps[^1];
        return Parent(root) switch
        {
            JsonObject o when o.TryGetPropertyValue(last, out var value) => value,
            JsonArray a when Index(last) is { } i && i < a.Count => a[i],
            _ => throw Missing(),
        };
    }

    /// <summary>Sets a field or inserts into a list. Returns the root, which is the value itself when the pointer is empty.</summary>
    /// <exception cref="ApiException">422: there is no such place.</exception>
    public JsonNode Add(JsonNode root, JsonNode? value)
    {
        if (_steps.Length == 0)
        {
            return value ?? throw Missing();
        }

        var last = _steps[^1];
        switch (Parent(root))
        {
            case JsonObject o:
                o[last] = value;
                break;
            case JsonArray a when last == End:
                a.Add(value);
                break;
            case JsonArray a when Index(last) is { } i && i <= a.Count:
                a.Insert(i, value);
                break;
            default:
                throw Missing();
        }

        return root;
    }

    /// <exception cref="ApiException">422: there is nothing to replace.</exception>
    public JsonNode Replace(JsonNode root, JsonNode? value)
    {
        if (_steps.Length == 0)
        {
            return value ?? throw Missing();
        }

        _ = Get(root);
        var last = _steps[^1];
        if (Parent(root) is JsonArray array)
        {
            array[Index(last)!.Value] = value;
        }
        else
        {
            Parent(root)!.AsObject()[last] = value;
        }

        return root;
    }

    /// <exception cref="ApiException">422: there is nothing to remove.</exception>
    public void Remove(JsonNode root)
    {
        if (_steps.Length == 0)
        {
            throw Missing();
        }

        _ = Get(root);
        var last = _steps[^1];
        if (Parent(root) is JsonArray array)
        {
            array.RemoveAt(Index(last)!.Value);
        }
        else
        {
            Parent(root)!.AsObject().Remove(last);
        }
    }

    public override string ToString() => string.Concat(_steps.Select(s => $"/{s}"));

    private JsonNode? Parent(JsonNode root) => new JsonPointer(_steps[..^1]).Find(root);

    private static int? Index(string step) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && (step == "0" || step[0] != '0') ? index : null;

    private ApiException Missing() => new(
        422, "Invalid", $"the server rejected our request due to an error in our request: the path \"{this}\" does not exist", new StatusDetails());
}
