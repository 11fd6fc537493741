using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Kinds.Events;

internal sealed class EventKind : ResourceKind
{
    private static readonly string[] InvolvedObjectFields = ["apiVersion", "fieldPath", "kind", "name", "namespace", "resourceVersion", "uid"];

    public override GroupResource Resource => GroupResource.Events;

    public override string Kind => "Event";

    public override IReadOnlyList<string> ShortNames => ["ev"];

    public override bool HasStatus => false;

    public override IReadOnlyList<TableColumn> Columns { get; } =
    [
        new("Last Seen", (e, now) => HumanDuration.Since(e.Text("lastTimestamp") ?? e.Text("eventTime"), now), "The time since it happened last"),
        new("Type", (e, _) => e.Text("type"), "Normal or Warning"),
        new("Reason", (e, _) => e.Text("reason"), "Why, in one word"),
        new("Object", (e, _) => $"{e.Text("involvedObject", "kind")?.ToLowerInvariant()}/{e.Text("involvedObject", "name")}", "What it happened to"),
        new("Subobject", (e, _) => e.Text("involvedObject", "fieldPath"), "The part of the object") { Wide = true },
        new("Source", (e, _) => Source(e), "Who saw it") { Wide = true },
        new("Message", (e, _) => e.Text("message")?.Trim(), "What happened"),
        new("First Seen", (e, now) => HumanDuration.Since(e.Text("firstTimestamp") ?? e.Text("eventTime"), now), "The time since it happened first") { Wide = true },
        new("Count", (e, _) => e.Integer("count") ?? 1, "How often it happened") { Type = "integer", Wide = true },
        TableColumn.NameColumn with { Wide = true },
    ];

    public override IReadOnlyDictionary<string, string[]> SelectableFields { get; } = Fields();

    private static string Source(JsonObject e) =>
        string.Join(", ", new[] { e.Text("source", "component") ?? e.Text("reportingComponent"), e.Text("source", "host") }.Where(s => !string.IsNullOrEmpty(s)));

    private static Dictionary<string, string[]> Fields()
    {
        var fields = new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["reason"] = ["reason"],
            ["reportingComponent"] = ["reportingComponent"],
            ["source"] = ["source", "component"],
            ["type"] = ["type"],
        };
        foreach (var field in InvolvedObjectFields)
        {
            fields[$"involvedObject.{field}"] = ["involvedObject", field];
        }

        return fields;
    }
}
