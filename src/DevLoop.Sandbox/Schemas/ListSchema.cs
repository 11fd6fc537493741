using System.Text.Json.Nodes;

namespace DevLoop.Sandbox.Schemas;

internal sealed class ListSchema(Schema item, ListType type, IReadOnlyList<string> keys) : Schema
{
    public Schema Item { get; } = item;

    public ListType Type { get; } = type;

    /// <summary>The fields that tell items apart, for a list of the type <see cref="ListType.Map"/>; strategic merge patches use the first alone.</summary>
    public IReadOnlyList<string> Keys { get; } = keys;

    public override bool IsAtomic => Type == ListType.Atomic;

    /// <summary>
    /// The values of an item's keys. A protocol that is not given is TCP, the one default that keys of the Kubernetes API have.
    /// </summary>
    public JsonObject KeyOf(JsonNode? item)
    {
        var key = new JsonObject();
        foreach (var name in Keys)
        {
            var value = (item as JsonObject)?[name]?.DeepClone();
            key[name] = value ?? (name == "protocol" ? "TCP" : null);
        }

        return key;
    }
}
