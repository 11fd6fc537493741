using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Api.OpenApi;

/// <summary>
/// The version 2 document in the protobuf form that kubectl before 1.24 asks for and takes nothing else instead of. The field
/// numbers are those of <c>openapi.v2.Document</c> in google/gnostic; only what the document has is written.
/// </summary>
internal static class OpenApiProtobuf
{
    public static byte[] Encode(JsonObject document)
    {
        var message = new ProtobufWriter();
        message.Text(1, document.Text("swagger"));
        message.Message(2, info =>
        {
            info.Text(1, document.Text("info", "title"));
            info.Text(2, document.Text("info", "version"));
        });
        message.Message(8, paths => Named(paths, 2, document.Object("paths"), Path));
        message.Message(9, definitions => Named(definitions, 1, document.Object("definitions"), Schema));
        return message.ToArray();
    }

    private static void Named(ProtobufWriter message, int field, JsonObject? values, Action<ProtobufWriter, JsonObject> write)
    {
        foreach (var (name, value) in values ?? [])
        {
            message.Message(field, named =>
            {
                named.Text(1, name);
                named.Message(2, inner => write(inner, value as JsonObject ?? []));
            });
        }
    }

    private static void Path(ProtobufWriter message, JsonObject path)
    {
        foreach (var (method, field) in (ReadOnlySpan<(string, int)>)[("get", 2), ("put", 3), ("post", 4), ("delete", 5), ("patch", 8)])
        {
            if (path.Object(method) is { } operation)
            {
                message.Message(field, inner => Operation(inner, operation));
            }
        }
    }

    private static void Operation(ProtobufWriter message, JsonObject operation)
    {
        message.Text(5, operation.Text("operationId"));
        foreach (var parameter in operation.Objects("parameters"))
        {
            // ParametersItem.parameter → Parameter.non_body_parameter → NonBodyParameter.query_parameter_sub_schema.
            message.Message(8, item => item.Message(1, outer => outer.Message(2, nonBody => nonBody.Message(3, query =>
            {
                query.Text(2, parameter.Text("in"));
                query.Text(4, parameter.Text("name"));
                query.Text(6, parameter.Text("schema", "type"));
            }))));
        }

        Extensions(message, 13, operation);
    }

    private static void Schema(ProtobufWriter message, JsonObject schema)
    {
        message.Text(1, schema.Text("$ref"));
        message.Text(2, schema.Text("format"));
        message.Text(4, schema.Text("description"));
        if (schema.Object("additionalProperties") is { } additional)
        {
            message.Message(21, item => item.Message(1, inner => Schema(inner, additional)));
        }

        if (schema.Text("type") is { } type)
        {
            message.Message(22, item => item.Text(1, type));
        }

        if (schema.Object("items") is { } items)
        {
            message.Message(23, item => item.Message(1, inner => Schema(inner, items)));
        }

        if (schema.Object("properties") is { } properties)
        {
            message.Message(25, inner => Named(inner, 1, properties, Schema));
        }

        Extensions(message, 31, schema);
    }

    // The value of an extension is YAML text, of which JSON is a part.
    private static void Extensions(ProtobufWriter message, int field, JsonObject content)
    {
        foreach (var (name, value) in content.Where(p => p.Key.StartsWith("x-", StringComparison.Ordinal)))
        {
            message.Message(field, named =>
            {
                named.Text(1, name);
                named.Message(2, any => any.Text(2, value?.ToJsonString(JsonText.Plain)));
            });
        }
    }
}
