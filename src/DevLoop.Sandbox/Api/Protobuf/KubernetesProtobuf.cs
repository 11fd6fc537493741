using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Schemas;

namespace DevLoop.Sandbox.Api.Protobuf;

/// <summary>
/// Reads objects in the protobuf encoding of the Kubernetes API: four bytes of magic, then an envelope that names the type and
/// holds the object. Answers are always JSON, which every client takes.
/// </summary>
internal static class KubernetesProtobuf
{
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <summary>The object as JSON; null when its type is not known here.</summary>
    /// <exception cref="ProtobufException">The bytes are not an object in this encoding.</exception>
    public static JsonObject? Decode(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(Magic))
        {
            throw new ProtobufException("the body does not begin with the magic of Kubernetes' protobuf");
        }

        var (apiVersion, kind) = ("", "");
        ReadOnlySpan<byte> raw = default;
        var envelope = new ProtobufReader(body[Magic.Length..]);
        while (envelope.Read())
        {
            switch (envelope.Field)
            {
                case 1:
                    (apiVersion, kind) = TypeMeta(envelope.Bytes);
                    break;
                case 2:
                    raw = envelope.Bytes;
                    break;
            }
        }

        if (SchemaCatalog.Default.Find(kind) is not { } schema)
        {
            return null;
        }

        var content = new JsonObject();
        Message(MessageLayout.Of(schema), raw, content);
        content["apiVersion"] = apiVersion;
        content["kind"] = kind;
        return content;
    }

    private static (string ApiVersion, string Kind) TypeMeta(ReadOnlySpan<byte> bytes)
    {
        var (apiVersion, kind) = ("", "");
        var reader = new ProtobufReader(bytes);
        while (reader.Read())
        {
            (apiVersion, kind) = reader.Field == 1 ? (reader.Text, kind) : (apiVersion, reader.Text);
        }

        return (apiVersion, kind);
    }

    // No type holds itself, so that the types bound how deep this goes.
    private static void Message(MessageLayout layout, ReadOnlySpan<byte> bytes, JsonObject content)
    {
        var reader = new ProtobufReader(bytes);
        while (reader.Read())
        {
            if (layout.Part(reader.Field) is { } part)
            {
                Message(part, reader.Bytes, content);
            }
            else if (layout.Field(reader.Field) is { } field)
            {
                Add(content, field, ref reader);
            }
        }
    }

    private static void Add(JsonObject content, SchemaField field, ref ProtobufReader reader)
    {
        switch (field.Schema)
        {
            case MapSchema map:
                var (key, value) = Entry(map.Value, reader.Bytes);
                content.Ensure(field.Name)[key] = value;
                break;
            case ListSchema list:
                if (Value(list.Item, isOptional: true, ref reader) is { } item)
                {
                    var items = content[field.Name] as JsonArray ?? [];
                    content[field.Name] = items;
                    items.Add(item);
                }

                break;
            default:
                if (Value(field.Schema, field.Encoding!.IsOptional, ref reader) is { } single)
                {
                    content[field.Name] = single;
                }

                break;
        }
    }

    // Go writes empty texts, zeros and empty messages for what is not set, unless it can tell them apart. What the schema keeps as it
    // comes has no fields to read it by, and is left out.
    private static JsonNode? Value(Schema schema, bool isOptional, ref ProtobufReader reader)
    {
        switch (schema)
        {
            case ObjectSchema type when !reader.Bytes.IsEmpty || isOptional:
                var content = new JsonObject();
                Message(MessageLayout.Of(type), reader.Bytes, content);
                return content;
            case ScalarSchema scalar:
                return ProtobufScalars.Read(scalar.Type, isOptional, ref reader);
            default:
                return null;
        }
    }

    private static (string Key, JsonNode? Value) Entry(Schema schema, ReadOnlySpan<byte> bytes)
    {
        var key = "";
        JsonNode? value = "";
        var reader = new ProtobufReader(bytes);
        while (reader.Read())
        {
            if (reader.Field == 1)
            {
                key = reader.Text;
            }
            else
            {
                value = Value(schema, isOptional: true, ref reader) ?? "";
            }
        }

        return (key, value);
    }
}
