using System.Text.Json.Nodes;
using DevLoop.Sandbox.Schemas;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Api.Protobuf;

/// <summary>The values of fields that JSON writes as one value. Some of them are messages of their own.</summary>
internal static class ProtobufScalars
{
    private static readonly long MinSeconds = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly long MaxSeconds = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>The value at the reader; null when it stands for a field that is not set.</summary>
    /// <exception cref="ProtobufException">The bytes are not of this type.</exception>
    public static JsonNode? Read(ScalarType type, bool isOptional, ref ProtobufReader reader) => type switch
    {
        ScalarType.Integer => reader.Number == 0 && !isOptional ? null : reader.Number,
        ScalarType.Boolean => reader.Number == 0 && !isOptional ? null : reader.Number != 0,
        ScalarType.Time => Time(reader.Bytes),
        ScalarType.Quantity => Quantity(reader.Bytes),
        ScalarType.IntOrString => IntOrString(reader.Bytes, isOptional),
        _ => reader.Bytes.IsEmpty ? null : reader.Text,
    };

    private static JsonNode? Time(ReadOnlySpan<byte> bytes)
    {
        long? seconds = null;
        var reader = new ProtobufReader(bytes);
        while (reader.Read())
        {
            seconds = reader.Field == 1 ? reader.Number : seconds;
        }

        if (seconds < MinSeconds || seconds > MaxSeconds)
        {
            throw new ProtobufException($"a time is out of range: {seconds} seconds");
        }

        return seconds is { } known ? ObjectStore.Timestamp(DateTimeOffset.FromUnixTimeSeconds(known)) : null;
    }

    private static JsonNode? Quantity(ReadOnlySpan<byte> bytes)
    {
        string? text = null;
        var reader = new ProtobufReader(bytes);
        while (reader.Read())
        {
            text = reader.Field == 1 ? reader.Text : text;
        }

        return text;
    }

    private static JsonNode? IntOrString(ReadOnlySpan<byte> bytes, bool isOptional)
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

        return isText ? text : number == 0 && !isOptional ? null : number;
    }
}
