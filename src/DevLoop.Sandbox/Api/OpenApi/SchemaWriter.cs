using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds;
using DevLoop.Sandbox.Schemas;

namespace DevLoop.Sandbox.Api.OpenApi;

/// <summary>Writes the types of the schema file as OpenAPI schemas. The two versions of OpenAPI differ in where references point to.</summary>
internal sealed class SchemaWriter(KindCatalog kinds, string referencePrefix)
{
    /// <summary>Every type, by its full name.</summary>
    public JsonObject All()
    {
        var schemas = new JsonObject();
        foreach (var type in SchemaCatalog.Default.Types.OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            schemas[type.FullName] = Type(type);
        }

        return schemas;
    }

    /// <summary>A schema that stands for a type by its name.</summary>
    public JsonObject Reference(ObjectSchema type) => new() { ["$ref"] = referencePrefix + type.FullName };

    /// <summary>Which kind something is about, in the form of the extension that clients look for.</summary>
    public static JsonObject GroupVersionKind(ResourceKind kind) => new() { ["group"] = kind.Group, ["kind"] = kind.Kind, ["version"] = kind.Version };

    private JsonObject Type(ObjectSchema type)
    {
        var schema = new JsonObject { ["description"] = type.Description, ["type"] = "object" };
        var properties = new JsonObject();
        foreach (var field in type.Fields)
        {
            properties[field.Name] = Field(field);
        }

        schema["properties"] = properties;
        if (type.IsAtomic)
        {
            schema["x-kubernetes-map-type"] = "atomic";
        }

        var described = kinds.All.Where(k => ReferenceEquals(k.Schema, type)).Select(GroupVersionKind).ToArray<JsonNode>();
        if (described.Length > 0)
        {
            schema["x-kubernetes-group-version-kind"] = new JsonArray(described);
        }

        return schema;
    }

    private JsonObject Field(SchemaField field)
    {
        var value = Value(field.Schema);
        if (field.Description.Length == 0)
        {
            return value;
        }

        // Beside a reference nothing else counts.
        var schema = value.ContainsKey("$ref") && referencePrefix == OpenApiDocuments.ComponentsPrefix
            ? new JsonObject { ["allOf"] = new JsonArray(value) }
            : value;
        schema["description"] = field.Description;
        return schema;
    }

    private JsonObject Value(Schema schema) => schema switch
    {
        ObjectSchema type => Reference(type),
        ListSchema list => List(list),
        MapSchema map => Map(map),
        ScalarSchema scalar => Scalar(scalar.Type),
        _ => new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true },
    };

    private JsonObject List(ListSchema list)
    {
        var schema = new JsonObject
        {
            ["type"] = "array",
            ["items"] = Value(list.Item),
            ["x-kubernetes-list-type"] = list.Type.ToString().ToLowerInvariant(),
        };
        if (list.Type == ListType.Map)
        {
            schema["x-kubernetes-list-map-keys"] = list.Keys.ToJsonArray();
            schema["x-kubernetes-patch-merge-key"] = list.Keys[0];
        }

        if (list.Type != ListType.Atomic)
        {
            schema["x-kubernetes-patch-strategy"] = "merge";
        }

        return schema;
    }

    private JsonObject Map(MapSchema map)
    {
        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = Value(map.Value) };
        if (map.IsAtomic)
        {
            schema["x-kubernetes-map-type"] = "atomic";
        }

        return schema;
    }

    private static JsonObject Scalar(ScalarType type) => type switch
    {
        ScalarType.Integer => new JsonObject { ["type"] = "integer", ["format"] = "int64" },
        ScalarType.Number => new JsonObject { ["type"] = "number", ["format"] = "double" },
        ScalarType.Boolean => new JsonObject { ["type"] = "boolean" },
        ScalarType.Time => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
        ScalarType.IntOrString => new JsonObject { ["type"] = "string", ["format"] = "int-or-string" },
        _ => new JsonObject { ["type"] = "string" },
    };
}
