using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Schemas;

namespace DevLoop.Sandbox.Patching;

/// <summary>
/// Strategic merge patch, Kubernetes' own: lists whose items have a key merge item by item, and directives in the patch say
/// otherwise: <c>$patch</c> (replace, delete, merge), <c>$retainKeys</c>, <c>$deleteFromPrimitiveList/…</c>, <c>$setElementOrder/…</c>.
/// </summary>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string DeleteFromList = "$deleteFromPrimitiveList/";
    private const string ElementOrder = "$setElementOrder/";

    /// <summary>Changes <paramref name="content"/> in place and returns the result.</summary>
    /// <exception cref="ApiException">400: a directive is not one, or an item of the patch has no key.</exception>
    public static JsonObject Apply(Schema schema, JsonObject content, JsonObject patch)
    {
        switch (patch.Text(Directive))
        {
            case null:
            case "merge":
                break;
            case "replace":
                return Clean(patch);
            case "delete":
                return [];
            case var other:
                throw ApiException.BadRequest($"Unknown $patch directive: \"{other}\"; known are replace, delete and merge");
        }

        if (patch[RetainKeys] is JsonArray kept)
        {
            var names = kept.Select(k => k.Text()).ToHashSet(StringComparer.Ordinal);
            foreach (var name in content.Select(p => p.Key).Where(n => !names.Contains(n)).ToList())
            {
                content.Remove(name);
            }
        }

        foreach (var (name, value) in patch)
        {
            if (name.StartsWith(DeleteFromList, StringComparison.Ordinal))
            {
                DeleteValues(content, name[DeleteFromList.Length..], value);
            }
            else if (!name.StartsWith('$'))
            {
                Field(schema.Member(name) ?? AnySchema.Instance, content, name, value);
            }
        }

        foreach (var (name, order) in patch.Where(p => p.Key.StartsWith(ElementOrder, StringComparison.Ordinal)))
        {
            var field = name[ElementOrder.Length..];
            if (content[field] is JsonArray items && schema.Member(field) is ListSchema list && order is JsonArray wanted)
            {
                content[field] = Ordered(list, items, wanted);
            }
        }

        return content;
    }

    private static void Field(Schema schema, JsonObject content, string name, JsonNode? value)
    {
        switch (value)
        {
            case null:
                content.Remove(name);
                break;
            case JsonObject below when schema is not (AnySchema or ScalarSchema):
                var before = content[name] as JsonObject ?? [];
                content.Remove(name);
                var after = Apply(schema, before, below);
                if (below.Text(Directive) != "delete")
                {
                    content[name] = after;
                }

                break;
            case JsonArray items when schema is ListSchema list && list.Type != ListType.Atomic:
                content[name] = MergeList(list, content[name] as JsonArray ?? [], items);
                break;
            default:
                content[name] = value.DeepClone();
                break;
        }
    }

    private static JsonArray MergeList(ListSchema schema, JsonArray before, JsonArray patch)
    {
        if (schema.Type == ListType.Set)
        {
            var union = before.DeepClone().AsArray();
            foreach (var item in patch.Where(item => !union.Any(u => JsonNode.DeepEquals(u, item))))
            {
                union.Add(item?.DeepClone());
            }

            return union;
        }

        var key = schema.Keys[0];
        var replace = patch.OfType<JsonObject>().Any(i => i.Text(Directive) == "replace" && i[key] is null);
        var merged = replace ? [] : before.DeepClone().AsArray();
        foreach (var item in patch)
        {
            var change = item as JsonObject ?? throw ApiException.BadRequest($"an item of a list with the merge key {key} must be an object");
            if (change[key] is null && change.Text(Directive) == "replace")
            {
                continue;
            }

            var value = change[key] ?? throw ApiException.BadRequest($"map: {change.ToJsonString()} does not contain declared merge key: {key}");
            MergeItem(schema, merged, key, value, change);
        }

        return merged;
    }

    private static void MergeItem(ListSchema schema, JsonArray merged, string key, JsonNode value, JsonObject change)
    {
        var found = merged.OfType<JsonObject>().FirstOrDefault(i => JsonNode.DeepEquals(i[key], value));
        if (change.Text(Directive) == "delete")
        {
            foreach (var item in merged.OfType<JsonObject>().Where(i => JsonNode.DeepEquals(i[key], value)).ToList())
            {
                merged.Remove(item);
            }
        }
        else if (found is null)
        {
            merged.Add((JsonNode)Apply(schema.Item, [], change));
        }
        else
        {
            var index = merged.IndexOf(found);
            merged.RemoveAt(index);
            merged.Insert(index, Apply(schema.Item, found, change));
        }
    }

    private static void DeleteValues(JsonObject content, string field, JsonNode? values)
    {
        if (content[field] is not JsonArray items || values is not JsonArray gone)
        {
            return;
        }

        foreach (var item in items.Where(i => gone.Any(g => JsonNode.DeepEquals(g, i))).ToList())
        {
            items.Remove(item);
        }
    }

    // The items that the order names, in that order; the others keep their place behind the one they followed.
    private static JsonArray Ordered(ListSchema schema, JsonArray items, JsonArray order)
    {
        JsonNode? KeyOf(JsonNode? item) => schema.Type == ListType.Map ? (item as JsonObject)?[schema.Keys[0]] : item;

        int Rank(JsonNode? item)
        {
            for (var i = 0; i < order.Count; i++)
            {
                if (JsonNode.DeepEquals(KeyOf(order[i]), KeyOf(item)))
                {
                    return i;
                }
            }

            return -1;
        }

        var ranked = new List<(int Rank, JsonNode? Item)>();
        var last = -1;
        foreach (var item in items)
        {
            var rank = Rank(item);
            last = rank >= 0 ? rank : last;
            ranked.Add((last, item));
        }

        return new JsonArray([.. ranked.OrderBy(r => r.Rank).Select(r => r.Item?.DeepClone())]);
    }

    private static JsonObject Clean(JsonObject patch)
    {
        var copy = patch.DeepClone().AsObject();
        copy.Remove(Directive);
        return copy;
    }
}
