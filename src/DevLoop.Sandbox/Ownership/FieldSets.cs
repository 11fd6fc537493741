using System.Text.Json.Nodes;
using DevLoop.Sandbox.Schemas;

namespace DevLoop.Sandbox.Ownership;

/// <summary>The sets of paths that an object has, and that two versions of it differ in.</summary>
internal static class FieldSets
{
    /// <summary>The fields that identify an object or belong to the server: nobody owns them.</summary>
    private static readonly FieldSet Unowned = UnownedFields();

    /// <summary>Every leaf, list item and free key of an object.</summary>
    public static FieldSet Of(ObjectSchema schema, JsonObject content)
    {
        var set = new FieldSetBuilder();
        Collect(schema, content, set);
        return set.Build().Except(Unowned);
    }

    /// <summary>What <paramref name="after"/> has that <paramref name="before"/> has not, or has with another value.</summary>
    public static FieldSet Changed(ObjectSchema schema, JsonObject before, JsonObject after)
    {
        var set = new FieldSetBuilder();
        Compare(schema, before, after, set);
        return set.Build().Except(Unowned);
    }

    private static void Collect(Schema schema, JsonNode? value, FieldSetBuilder set)
    {
        if (ListItems.IsLeaf(schema, value))
        {
            set.Add();
            return;
        }

        if (value is JsonArray array)
        {
            var list = (ListSchema)schema;
            foreach (var item in array)
            {
                var below = set[ListItems.Element(list, item)];
                below.Add();
                CollectItem(list, item, below);
            }

            return;
        }

        foreach (var (name, member) in value!.AsObject())
        {
            var below = set[PathElement.Field(name)];
            Collect(ListItems.MemberSchema(schema, name), member, below);
            if (schema is MapSchema)
            {
                below.Add();
            }
        }
    }

    private static void CollectItem(ListSchema list, JsonNode? item, FieldSetBuilder below)
    {
        if (list.Type == ListType.Map)
        {
            Collect(list.Item, item, below);
        }
    }

    private static void Compare(Schema schema, JsonNode? before, JsonNode? after, FieldSetBuilder changed)
    {
        if (JsonNode.DeepEquals(before, after))
        {
            return;
        }

        if (ListItems.IsLeaf(schema, after))
        {
            changed.Add();
            return;
        }

        if (before is null && schema is MapSchema or ListSchema)
        {
            changed.Add();
        }

        if (after is JsonArray array)
        {
            var list = (ListSchema)schema;
            var old = ListItems.Index(list, before as JsonArray);
            foreach (var item in array)
            {
                var element = ListItems.Element(list, item);
                var was = old.GetValueOrDefault(element);
                if (was is null)
                {
                    changed[element].Add();
                }

                if (list.Type == ListType.Map)
                {
                    Compare(list.Item, was, item, changed[element]);
                }
            }

            return;
        }

        foreach (var (name, member) in after!.AsObject())
        {
            Compare(ListItems.MemberSchema(schema, name), (before as JsonObject)?[name], member, changed[PathElement.Field(name)]);
        }
    }

    private static FieldSet UnownedFields()
    {
        var set = new FieldSetBuilder();
        set[PathElement.Field("apiVersion")].Add();
        set[PathElement.Field("kind")].Add();
        var metadata = set[PathElement.Field("metadata")];
        metadata.Add();
        foreach (var field in (ReadOnlySpan<string>)
            ["name", "namespace", "creationTimestamp", "selfLink", "uid", "generation", "managedFields", "resourceVersion",
                "deletionTimestamp", "deletionGracePeriodSeconds"])
        {
            metadata[PathElement.Field(field)].Add();
        }

        return set.Build();
    }
}
