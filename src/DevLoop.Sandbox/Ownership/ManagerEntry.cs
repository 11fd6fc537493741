using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Ownership;

/// <summary>One entry of <c>metadata.managedFields</c>: the fields that a manager owns by one way of writing.</summary>
internal sealed record ManagerEntry(string Manager, string Operation, string ApiVersion, string Subresource, string Time, FieldSet Fields)
{
    public const string Apply = "Apply";
    public const string Update = "Update";

    public bool IsOf(FieldWriter writer, string operation) =>
        Manager == writer.Manager && Operation == operation && ApiVersion == writer.ApiVersion && Subresource == writer.Subresource;

    /// <summary>As conflicts name it.</summary>
    public override string ToString() =>
        $"\"{Manager}\"{(Subresource.Length > 0 ? $" with subresource \"{Subresource}\"" : "")}{(Operation == Update ? $" using {ApiVersion}" : "")}";

    public static IReadOnlyList<ManagerEntry> Read(JsonObject? content) =>
    [
        .. content.Objects("metadata", "managedFields").Select(e => new ManagerEntry(
            e.Text("manager") ?? "",
            e.Text("operation") ?? Update,
            e.Text("apiVersion") ?? "",
            e.Text("subresource") ?? "",
            e.Text("time") ?? "",
            FieldSet.FromFieldsV1(e.Object("fieldsV1") ?? []))),
    ];

    /// <summary>Writes the entries that own something: the appliers first, the rest by time. The order is total: a write that changes nothing leaves it.</summary>
    public static void Write(JsonObject content, IEnumerable<ManagerEntry> entries)
    {
        var metadata = content.Ensure("metadata");
        var sorted = entries.Where(e => !e.Fields.IsEmpty)
            .OrderBy(e => e.Operation, StringComparer.Ordinal).ThenBy(e => e.Time, StringComparer.Ordinal)
            .ThenBy(e => e.Manager, StringComparer.Ordinal).ThenBy(e => e.ApiVersion, StringComparer.Ordinal).ThenBy(e => e.Subresource, StringComparer.Ordinal)
            .Select(e => (JsonNode)e.ToJson()).ToArray();
        metadata.Remove("managedFields");
        if (sorted.Length > 0)
        {
            metadata["managedFields"] = new JsonArray(sorted);
        }
    }

    private JsonObject ToJson()
    {
        var entry = new JsonObject
        {
            ["manager"] = Manager,
            ["operation"] = Operation,
            ["apiVersion"] = ApiVersion,
            ["time"] = Time,
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = Fields.ToFieldsV1(),
        };
        if (Subresource.Length > 0)
        {
            entry["subresource"] = Subresource;
        }

        return entry;
    }
}
