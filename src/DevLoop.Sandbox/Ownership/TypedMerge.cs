using System.Text.Json.Nodes;
using DevLoop.Sandbox.Schemas;

namespace DevLoop.Sandbox.Ownership;

/// <summary>Lays one object over another by the schema: objects and keyed lists merge, everything else is replaced.</summary>
internal static class TypedMerge
{
    /// <summary>A new object; neither argument is changed.</summary>
    public static JsonObject Merge(ObjectSchema schema, JsonObject lower, JsonObject upper) => Value(schema, lower, upper)!.AsObject();

    private static JsonNode? Value(Schema schema, JsonNode? lower, JsonNode? upper)
    {
        if (schema.IsAtomic || upper is null || lower is null)
        {
            return upper?.DeepClone();
        }

        return (lower, upper, schema) switch
        {
            (JsonObject a, JsonObject b, not ListSchema) => Object(schema, a, b),
            (JsonArray a, JsonArray b, ListSchema list) => List(list, a, b),
            _ => upper.DeepClone(),
        };
    }

    private static JsonObject Object(Schema schema, JsonObject lower, JsonObject upper)
    {
        var merged = lower.DeepClone().AsObject();
        foreach (var (name, value) in upper)
        {
            merged[name] = Value(ListItems.MemberSchema(schema, name), lower[name], value);
        }

        return merged;
    }

    // The items that both have stay where they were; new ones come last.
    private static JsonArray List(ListSchema schema, JsonArray lower, JsonArray upper)
    {
        var over = ListItems.Index(schema, upper);
        var merged = new JsonArray();
        foreach (var item in lower)
        {
            var element = ListItems.Element(schema, item);
            merged.Add(over.Remove(element, out var upperItem) && schema.Type == ListType.Map ? Value(schema.Item, item, upperItem) : item?.DeepClone());
        }

        foreach (var item in upper.Where(item => over.Remove(ListItems.Element(schema, item))))
        {
            merged.Add(item?.DeepClone());
        }

        return merged;
    }
}
