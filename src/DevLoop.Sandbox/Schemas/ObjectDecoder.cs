using System.Text.Json;
using System.Text.Json.Nodes;

namespace DevLoop.Sandbox.Schemas;

/// <summary>
/// Makes an object of what a client sent, as the Kubernetes API decodes it: fields that the type does not have are left out and
/// reported, nulls count as absent, and a value of the wrong type is refused.
/// </summary>
internal sealed class ObjectDecoder
{
    private readonly List<string> _unknown = [];

    private ObjectDecoder()
    {
    }

    /// <summary>Cleans <paramref name="content"/> in place. Returns the paths of the fields left out, e.g. <c>spec.containers[0].imag</c>.</summary>
    /// <exception cref="DecodeException">A value is of the wrong type.</exception>
    public static IReadOnlyList<string> Decode(ObjectSchema schema, JsonObject content)
    {
        var decoder = new ObjectDecoder();
        decoder.Object(schema, content, "");
        return decoder._unknown;
    }

    private void Value(Schema schema, JsonNode value, string path)
    {
        switch (schema)
        {
            case ObjectSchema type:
                Object(type, Expect<JsonObject>(value, path, type.Name), path);
                break;
            case MapSchema map:
                Map(map, Expect<JsonObject>(value, path, "map"), path);
                break;
            case ListSchema list:
                List(list, Expect<JsonArray>(value, path, "list"), path);
                break;
            case ScalarSchema scalar:
                Scalar(scalar.Type, value, path);
                break;
        }
    }

    private void Object(ObjectSchema schema, JsonObject content, string path)
    {
        foreach (var (name, value) in content.ToList())
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            if (schema.Member(name) is not { } member)
            {
                _unknown.Add(at);
                content.Remove(name);
            }
            else if (value is null)
            {
                content.Remove(name);
            }
            else
            {
                Value(member, value, at);
            }
        }
    }

    private void Map(MapSchema schema, JsonObject content, string path)
    {
        foreach (var (name, value) in content.ToList())
        {
            if (value is null)
            {
                content[name] = "";
            }
            else
            {
                Value(schema.Value, value, $"{path}.{name}");
            }
        }
    }

    private void List(ListSchema schema, JsonArray items, string path)
    {
        for (var i = 0; i < items.Count; i++)
        {
            var at = $"{path}[{i}]";
            Value(schema.Item, items[i] ?? throw new DecodeException($"{at} must not be null"), at);
        }
    }

    private static void Scalar(ScalarType type, JsonNode value, string path)
    {
        var kind = value.GetValueKind();
        var fits = type switch
        {
            ScalarType.String or ScalarType.Time => kind == JsonValueKind.String,
            ScalarType.Boolean => kind is JsonValueKind.True or JsonValueKind.False,
            ScalarType.Number => kind == JsonValueKind.Number,
            ScalarType.Integer => IsInteger(value, kind),
            ScalarType.Quantity => kind is JsonValueKind.String or JsonValueKind.Number,
            ScalarType.IntOrString => kind == JsonValueKind.String || IsInteger(value, kind),
            _ => false,
        };
        if (!fits)
        {
            throw Wrong(value, path, type.ToString().ToLowerInvariant());
        }
    }

    private static bool IsInteger(JsonNode value, JsonValueKind kind) =>
        kind == JsonValueKind.Number && long.TryParse(value.ToJsonString(), out _);

    private static T Expect<T>(JsonNode value, string path, string expected)
        where T : JsonNode => value as T ?? throw Wrong(value, path, expected);

    private static DecodeException Wrong(JsonNode value, string path, string expected)
    {
        var given = value.GetValueKind() switch
        {
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.Number => $"number {value.ToJsonString()}",
            _ => "bool",
        };
        return new DecodeException($"json: cannot unmarshal {given} into field {path} of type {expected}");
    }
}
