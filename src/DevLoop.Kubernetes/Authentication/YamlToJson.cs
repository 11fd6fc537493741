using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DevLoop.Kubernetes.Authentication;

/// <summary>Free-form YAML as the JSON that an exec plugin is given (spec.cluster.config).</summary>
internal static class YamlToJson
{
    /// <summary>An anchor may stand inside itself; nobody nests this deep on purpose.</summary>
    private const int MaxDepth = 64;

    /// <exception cref="FormatException">It is nested too deep.</exception>
    public static JsonNode? Convert(YamlNode node, int depth = 0) => node switch
    {
        _ when depth > MaxDepth => throw new FormatException($"it is nested deeper than {MaxDepth} levels"),
        YamlMappingNode map => new JsonObject(map.Children.Select(c => KeyValuePair.Create((c.Key as YamlScalarNode)?.Value ?? "", Convert(c.Value, depth + 1)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(item => Convert(item, depth + 1))]),
        YamlScalarNode { Style: ScalarStyle.Plain } plain => Plain(plain.Value),
        YamlScalarNode quoted => JsonValue.Create(quoted.Value),
        _ => null,
    };

    private static JsonValue? Plain(string? text)
    {
        if (text is null or "" or "~" or "null")
        {
            return null;
        }

        if (text is "true" or "false")
        {
            return JsonValue.Create(text == "true");
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return JsonValue.Create(whole);
        }

        const NumberStyles Float = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? JsonValue.Create(number)
            : JsonValue.Create(text);
    }
}
