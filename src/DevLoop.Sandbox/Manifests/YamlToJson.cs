using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DevLoop.Sandbox.Manifests;

/// <summary>Turns YAML into the JSON that it means, with the scalar rules that kubectl has (YAML 1.1's booleans without yes and no).</summary>
internal sealed class YamlToJson
{
    // Aliases are expanded; a few lines of YAML can stand for billions of nodes.
    private const int MaxNodes = 200_000;
    private const int MaxDepth = 64;

    private int _nodes;

    private YamlToJson()
    {
    }

    /// <exception cref="ManifestException">A key is no text, or the document is too large or too deep.</exception>
    public static JsonNode? Convert(YamlNode node) => new YamlToJson().Node(node, 0);

    private JsonNode? Node(YamlNode node, int depth)
    {
        if (++_nodes > MaxNodes || depth > MaxDepth)
        {
            throw new ManifestException($"line {node.Start.Line}: the document is too large or too deep ({MaxNodes} nodes, {MaxDepth} levels at most)");
        }

        return node switch
        {
            YamlScalarNode scalar => Scalar(scalar),
            YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(child => Node(child, depth + 1))]),
            YamlMappingNode mapping => Mapping(mapping, depth),
            _ => throw new ManifestException($"line {node.Start.Line}: cannot be read as JSON"),
        };
    }

    private JsonObject Mapping(YamlMappingNode mapping, int depth)
    {
        var content = new JsonObject();
        foreach (var (key, value) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? throw new ManifestException($"line {key.Start.Line}: a key must be text");
            content[name] = Node(value, depth + 1);
        }

        return content;
    }

    private static JsonNode? Scalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style is not ScalarStyle.Plain || scalar.Tag == "tag:yaml.org,2002:str")
        {
            return text;
        }

        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => true,
            "false" or "False" or "FALSE" => false,
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            _ when IsHex(text, out var number) => number,
            _ when IsFloat(text, out var number) => number,
            _ => text,
        };
    }

    private static bool IsHex(string text, out long number)
    {
        number = 0;
        return text.StartsWith("0x", StringComparison.Ordinal)
            && long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
    }

    private static bool IsFloat(string text, out double number)
    {
        number = 0;
        return (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.')
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }
}
