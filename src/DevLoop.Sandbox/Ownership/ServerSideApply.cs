using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Schemas;

namespace DevLoop.Sandbox.Ownership;

/// <summary>
/// Server-side apply: a manager states all the fields it wants. They are merged into the object and become its own; those that it
/// stated before and no longer states, and nobody else owns, are removed; a change of what another owns is a conflict.
/// </summary>
internal static class ServerSideApply
{
    /// <summary>The object that results, with its owners. <paramref name="live"/> is empty for an object that is to be created.</summary>
    /// <exception cref="ApiException">Another manager owns a field that changes, and <paramref name="force"/> is off.</exception>
    public static JsonObject Merge(ObjectSchema schema, JsonObject live, JsonObject configuration, FieldWriter writer, bool force)
    {
        var entries = ManagerEntry.Read(live);
        var own = entries.FirstOrDefault(e => e.IsOf(writer, ManagerEntry.Apply));
        var others = entries.Where(e => !ReferenceEquals(e, own)).ToList();
        var wanted = writer.Scope(FieldSets.Of(schema, configuration));

        var merged = TypedMerge.Merge(schema, live, configuration);
        var changed = FieldSets.Changed(schema, live, merged);
        var kept = new List<ManagerEntry>();
        var conflicts = new List<StatusCause>();
        foreach (var other in others)
        {
            var contested = other.Fields.Intersect(changed).Intersect(wanted);
            conflicts.AddRange(contested.Paths().Select(path => new StatusCause("FieldManagerConflict", $"conflict with {other}", path)));
            kept.Add(other with { Fields = other.Fields.Except(contested) });
        }

        if (conflicts.Count > 0 && !force)
        {
            throw Conflict(conflicts);
        }

        if (own is not null)
        {
            var owned = kept.Aggregate(wanted, (all, e) => all.Union(e.Fields));
            FieldRemoval.Remove(schema, merged, own.Fields.Except(owned), owned);
        }

        var time = own is not null && own.Fields.SetEquals(wanted) && JsonNode.DeepEquals(Unmanaged(live), Unmanaged(merged)) ? own.Time : writer.Time;
        kept.Add(new ManagerEntry(writer.Manager, ManagerEntry.Apply, writer.ApiVersion, writer.Subresource, time, wanted));
        ManagerEntry.Write(merged, kept);
        return merged;
    }

    private static JsonObject Unmanaged(JsonObject content)
    {
        var copy = content.DeepClone().AsObject();
        (copy["metadata"] as JsonObject)?.Remove("managedFields");
        return copy;
    }

    private static ApiException Conflict(List<StatusCause> causes)
    {
        var conflicts = causes.Count == 1 ? "1 conflict" : $"{causes.Count} conflicts";
        var told = string.Join('\n', causes.GroupBy(c => c.Message, StringComparer.Ordinal).Select(Tell));
        return new ApiException(409, "Conflict", $"Apply failed with {conflicts}: {told}", new StatusDetails { Causes = causes });
    }

    // One field on the line of the manager, several on lines of their own.
    private static string Tell(IGrouping<string, StatusCause> conflicts)
    {
        var fields = conflicts.Select(c => c.Field).ToList();
        return fields.Count == 1
            ? $"{conflicts.Key}: {fields[0]}"
            : $"{conflicts.Key.Replace("conflict with", "conflicts with", StringComparison.Ordinal)}:\n{string.Join('\n', fields.Select(f => $"- {f}"))}";
    }
}
