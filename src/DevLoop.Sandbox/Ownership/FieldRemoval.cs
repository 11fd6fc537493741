using System.Text.Json.Nodes;
using DevLoop.Sandbox.Schemas;

namespace DevLoop.Sandbox.Ownership;

/// <summary>Takes fields out of an object that their last owner no longer states.</summary>
internal static class FieldRemoval
{
    /// <summary>Removes the members of <paramref name="removed"/>, in place. What has members of <paramref name="owned"/> below it stays.</summary>
    public static void Remove(Schema schema, JsonNode content, FieldSet removed, FieldSet owned)
    {
        if (content is JsonArray array && schema is ListSchema list)
        {
            foreach (var item in array.ToList())
            {
                var element = ListItems.Element(list, item);
                if (IsRemoved(removed[element], owned[element]))
                {
                    array.Remove(item);
                }
                else if (item is not null && list.Type == ListType.Map)
                {
                    Remove(list.Item, item, removed[element], owned[element]);
                }
            }
        }
        else if (content is JsonObject fields)
        {
            foreach (var (name, value) in fields.ToList())
            {
                var element = PathElement.Field(name);
                if (IsRemoved(removed[element], owned[element]))
                {
                    fields.Remove(name);
                }
                else if (value is not null && !removed[element].IsEmpty)
                {
                    Remove(ListItems.MemberSchema(schema, name), value, removed[element], owned[element]);
                    RemoveIfEmptied(fields, name, value, owned[element]);
                }
            }
        }
    }

    private static bool IsRemoved(FieldSet removed, FieldSet owned) => removed.IsMember && owned.IsEmpty;

    private static void RemoveIfEmptied(JsonObject fields, string name, JsonNode value, FieldSet owned)
    {
        var emptied = value is JsonObject { Count: 0 } or JsonArray { Count: 0 };
        if (emptied && owned.IsEmpty)
        {
            fields.Remove(name);
        }
    }
}
