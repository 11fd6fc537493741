using System.Text;
using System.Text.Json.Nodes;
using DevLoop.Kubernetes.Yaml;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DevLoop.Sandbox.Manifests;

/// <summary>Reads manifests: YAML, of which JSON is a part, one or more documents.</summary>
internal static class ManifestReader
{
    /// <summary>Every object of the text, in order. An empty document is none, and a <c>List</c> is its items.</summary>
    /// <exception cref="ManifestException">The text is not YAML, or holds something that is not an object.</exception>
    public static IReadOnlyList<JsonObject> ReadAll(string text)
    {
        var objects = new List<JsonObject>();
        foreach (var document in Load(text))
        {
            if (YamlToJson.Convert(document.RootNode) is not { } node)
            {
                continue;
            }

            var content = node as JsonObject
                ?? throw new ManifestException($"line {document.RootNode.Start.Line}: a manifest must be an object with apiVersion and kind");
            objects.AddRange(content["items"] is JsonArray items && content["kind"]?.ToString() is "List"
                ? items.OfType<JsonObject>().Select(i => i.DeepClone().AsObject())
                : [content]);
        }

        return objects;
    }

    /// <summary>The one document of a request's body; null when it is empty.</summary>
    /// <exception cref="ManifestException">The text is not YAML, or holds more than one document.</exception>
    public static JsonNode? ReadOne(byte[] utf8)
    {
        var documents = Load(Encoding.UTF8.GetString(utf8)).ToList();
        return documents.Count switch
        {
            0 => null,
            1 => YamlToJson.Convert(documents[0].RootNode),
            _ => throw new ManifestException("one document was expected, there are more"),
        };
    }

    private static IList<YamlDocument> Load(string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new BoundedYamlParser(new StringReader(text)));
        }
        catch (YamlException e)
        {
            throw new ManifestException($"line {e.Start.Line}, column {e.Start.Column}: {e.InnerException?.Message ?? e.Message}", e);
        }

        return stream.Documents;
    }
}
