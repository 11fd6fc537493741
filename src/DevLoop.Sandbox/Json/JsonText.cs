using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DevLoop.Sandbox.Json;

/// <summary>JSON as text: how it is read and written everywhere in the cluster.</summary>
internal static class JsonText
{
    // As deep as any object of Kubernetes goes, with room; a deeper one is an attack on the stack.
    private const int MaxDepth = 64;

    /// <summary>Only what JSON demands is escaped. The answers go to API clients, never into a web page.</summary>
    public static JsonSerializerOptions Plain { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonWriterOptions Writer { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth * 2 };

    /// <summary>Refuses a name that occurs twice, and nesting without end.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> utf8) =>
        JsonNode.Parse(utf8, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = MaxDepth });
}
