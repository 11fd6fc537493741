using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Api.Protobuf;

/// <summary>
/// Reads objects in the protobuf encoding of the Kubernetes API: four bytes of magic, then an envelope that names the type and
/// holds the object. Answers are always JSON, which every client takes.
/// </summary>
internal static class KubernetesProtobuf
{
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <summary>The object as JSON; null when its type is none of <see cref="ProtobufMessages"/>.</summary>
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

        if (ProtobufMessages.Find(kind) is not { } fields)
        {
            return null;
        }

        var content = Message(fields, raw);
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

    // Go writes empty texts, zeros and empty messages for what is not set.
    private static JsonObject Message(IReadOnlyDictionary<int, ProtobufField> fields, ReadOnlySpan<byte> bytes)
    {
        var content = new JsonObject();
        var reader = new ProtobufReader(bytes);
        while (reader.Read())
        {
            if (!fields.TryGetValue(reader.Field, out var field))
            {
                continue;
            }

            if (field.Type == ProtobufMessages.Map)
            {
                var (key, value) = Entry(reader.Bytes);
                content.Ensure(field.Name)[key] = value;
            }
            else if (Value(field.Type, ref reader) is { } value)
            {
                Add(content, field, value);
            }
        }

        return content;
    }

    private static void Add(JsonObject content, ProtobufField field, JsonNode value)
    {
        if (!field.Repeated)
        {
            content[field.Name] = value;
        }
        else if (content[field.Name] is JsonArray list)
        {
            list.Add(value);
        }
        else
        {
            content[field.Name] = new JsonArray(value);
        }
    }

    private static JsonNode? Value(string type, ref ProtobufReader reader) => type switch
    {
        ProtobufMessages.Text => reader.Bytes.IsEmpty ? null : reader.Text,
        ProtobufMessages.Integer => reader.Number == 0 ? null : reader.Number,
        ProtobufMessages.OptionalInteger => reader.Number,
        ProtobufMessages.Flag => reader.Number == 0 ? null : true,
        ProtobufMessages.IntOrString => IntOrString(reader.Bytes),
        _ => reader.Bytes.IsEmpty ? null : Message(ProtobufMessages.Find(type)!, reader.Bytes),
    };

    private static JsonNode? IntOrString(ReadOnlySpan<byte> bytes)
    {
        var isText = false;
        var number = 0L;
        var text = "";
        var reader = new ProtobufReader(bytes);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1:
                    isText = reader.Number == 1;
                    break;
                case 2:
                    number = reader.Number;
                    break;
                case 3:
                    text = reader.Text;
                    break;
            }
        }

        return isText ? text : number == 0 ? null : number;
    }

    private static (string Key, string Value) Entry(ReadOnlySpan<byte> bytes)
    {
        var (key, value) = ("", "");
        var reader = new ProtobufReader(bytes);
        while (reader.Read())
        {
            (key, value) = reader.Field == 1 ? (reader.Text, value) : (key, reader.Text);
        }

        return (key, value);
    }
}
