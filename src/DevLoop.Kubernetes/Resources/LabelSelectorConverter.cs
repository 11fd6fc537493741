using System.Text.Json;
using System.Text.Json.Serialization;

namespace DevLoop.Kubernetes.Resources;

/// <summary>Reads a <see cref="LabelSelector"/> in both of its forms: with <c>matchLabels</c> and <c>matchExpressions</c>, or as the labels themselves.</summary>
internal sealed class LabelSelectorConverter : JsonConverter<LabelSelector>
{
    public override LabelSelector Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var json = JsonElement.ParseValue(ref reader);
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("A selector must be an object.");
        }

        if (json.EnumerateObject().All(p => p.Value.ValueKind == JsonValueKind.String))
        {
            return new LabelSelector { MatchLabels = Labels(json) };
        }

        return new LabelSelector
        {
            MatchLabels = json.TryGetProperty("matchLabels", out var labels) ? Labels(labels) : Received.EmptyMap,
            MatchExpressions = json.TryGetProperty("matchExpressions", out var rules)
                ? rules.Deserialize(ResourceJson.Default.IReadOnlyListLabelRequirement) ?? []
                : [],
        };
    }

    public override void Write(Utf8JsonWriter writer, LabelSelector value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Selectors are only read.");

    private static IReadOnlyDictionary<string, string> Labels(JsonElement json) =>
        json.Deserialize(ResourceJson.Default.IReadOnlyDictionaryStringString) ?? Received.EmptyMap;
}
