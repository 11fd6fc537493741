using System.Text.Json.Nodes;
using DevLoop.Sandbox.Schemas;

namespace DevLoop.Sandbox.Ownership;

/// <summary>Keeps <c>metadata.managedFields</c> true after a write that is not an apply: what it changed is the writer's, and nobody else's.</summary>
internal static class ManagedFields
{
    /// <summary>Sets the owners in <paramref name="after"/>; those that it brings itself are not believed.</summary>
    public static void AfterWrite(ObjectSchema schema, JsonObject? before, JsonObject after, FieldWriter writer)
    {
        var changed = writer.Scope(FieldSets.Changed(schema, before ?? [], after));
        var present = FieldSets.Of(schema, after);
        var entries = new List<ManagerEntry>();
        ManagerEntry? own = null;
        foreach (var entry in ManagerEntry.Read(before))
        {
            if (entry.IsOf(writer, ManagerEntry.Update))
            {
                own = entry;
            }
            else
            {
                entries.Add(entry with { Fields = Existing(entry.Fields, present, before, schema).Except(changed) });
            }
        }

        var owned = (own is null ? FieldSet.Empty : Existing(own.Fields, present, before, schema)).Union(changed);
        var time = own is not null && owned.SetEquals(own.Fields) && changed.IsEmpty ? own.Time : writer.Time;
        entries.Add(new ManagerEntry(writer.Manager, ManagerEntry.Update, writer.ApiVersion, writer.Subresource, time, owned));
        ManagerEntry.Write(after, entries);
    }

    // Without the fields that this write removed.
    private static FieldSet Existing(FieldSet owned, FieldSet present, JsonObject? before, ObjectSchema schema) =>
        before is null ? owned : owned.Except(FieldSets.Of(schema, before).Except(present));
}
