using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using DevLoop.Kubernetes.Yaml;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DevLoop.Kubernetes.Authentication;

/// <summary>A mapping of a kubeconfig. What has the wrong shape is refused with its place in the file, never with its value.</summary>
internal sealed class YamlMap(string file, YamlMappingNode node)
{
    public string File => file;

    public string? String(string key) => Find(key, out var value) ? Text(value, key) : null;

    public bool Bool(string key)
    {
        if (!Find(key, out var value))
        {
            return false;
        }

        return Text(value, key) switch
        {
            "true" or "True" or "TRUE" => true,
            "false" or "False" or "FALSE" => false,
            _ => throw Malformed(value, $"'{key}' must be true or false"),
        };
    }

    public YamlMap? Map(string key) => Find(key, out var value) ? AsMap(value, $"'{key}'") : null;

    public IReadOnlyList<YamlMap> Maps(string key) => [.. Items(key).Select(item => AsMap(item, $"each item of '{key}'"))];

    public IReadOnlyList<string> Strings(string key) => [.. Items(key).Select(item => Text(item, key))];

    public IEnumerable<string> Keys => node.Children.Keys.OfType<YamlScalarNode>().Select(k => k.Value ?? "");

    /// <summary>Whatever stands there, as JSON.</summary>
    public JsonNode? Json(string key) => Find(key, out var value) ? YamlToJson.Convert(value) : null;

    public KubeconfigException Malformed(string what) => Malformed(node, what);

    private KubeconfigException Malformed(YamlNode at, string what) => new(
        KubeconfigError.MalformedFile,
        $"The kubeconfig {file} is malformed at line {at.Start.Line}, column {at.Start.Column}: {what}.");

    private IEnumerable<YamlNode> Items(string key) => !Find(key, out var value)
        ? []
        : value is YamlSequenceNode sequence ? sequence.Children : throw Malformed(value, $"'{key}' must be a list");

    private YamlMap AsMap(YamlNode value, string what) => value is YamlMappingNode map
        ? new YamlMap(file, map)
        : throw Malformed(value, $"{what} must be a mapping of names to values");

    private string Text(YamlNode value, string key) => value is YamlScalarNode { Value: { } text }
        ? text
        : throw Malformed(value, $"'{key}' must be text");

    private bool Find(string key, [NotNullWhen(true)] out YamlNode? value)
    {
        value = node.Children.FirstOrDefault(c => c.Key is YamlScalarNode k && k.Value == key).Value;
        return value is not null and not YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };
    }
}
