using System.Text.Json.Nodes;
using DevLoop.Sandbox.Schemas;

namespace DevLoop.Sandbox.Ownership;

/// <summary>How the parts of values are told apart and where values stop having parts.</summary>
internal static class ListItems
{
    /// <summary>Whether a value is owned as one: scalars, atomic types, empty objects and lists, and what does not fit its schema.</summary>
    public static bool IsLeaf(Schema schema, JsonNode? value) => value switch
    {
        JsonObject o => schema.IsAtomic || schema is ListSchema || o.Count == 0,
        JsonArray a => schema.IsAtomic || schema is not ListSchema || a.Count == 0,
        _ => true,
    };

    /// <summary>The schema of a member; one that the schema does not know is kept as one.</summary>
    public static Schema MemberSchema(Schema schema, string name) => schema.Member(name) ?? AnySchema.Instance;

    /// <summary>The step to an item of a list that is a set or has keys.</summary>
    public static PathElement Element(ListSchema list, JsonNode? item) =>
        list.Type == ListType.Map ? PathElement.Key(list.KeyOf(item)) : PathElement.Value(item);

    /// <summary>The items by their steps; of items with the same keys the first counts.</summary>
    public static Dictionary<PathElement, JsonNode?> Index(ListSchema list, JsonArray? items)
    {
        var index = new Dictionary<PathElement, JsonNode?>();
        foreach (var item in items ?? [])
        {
            index.TryAdd(Element(list, item), item);
        }

        return index;
    }
}
