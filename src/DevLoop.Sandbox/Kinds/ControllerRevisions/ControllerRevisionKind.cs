using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds.Workloads;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Kinds.ControllerRevisions;

/// <summary>What <c>kubectl rollout history</c> and <c>rollout undo</c> read of a StatefulSet or DaemonSet.</summary>
internal sealed class ControllerRevisionKind : ResourceKind
{
    public override GroupResource Resource => GroupResource.ControllerRevisions;

    public override string Kind => "ControllerRevision";

    public override bool HasStatus => false;

    public override IReadOnlyList<TableColumn> Columns { get; } =
    [
        TableColumn.NameColumn,
        new("Controller", (r, _) => Controller(r), "The object whose template it is"),
        TableColumn.Number("Revision", "Its number: the higher, the newer", "revision"),
        TableColumn.AgeColumn,
    ];

    public override IEnumerable<FieldError> ValidateUpdate(JsonObject content, JsonObject old)
    {
        if (!JsonNode.DeepEquals(content["data"], old["data"]))
        {
            yield return FieldError.Invalid("data", content["data"], "field is immutable");
        }
    }

    // As kubectl has it: the kind with its group, and the name.
    private static string Controller(JsonObject revision)
    {
        var owner = revision.Objects("metadata", "ownerReferences").FirstOrDefault(o => o.Flag("controller") == true);
        if (owner is null)
        {
            return WorkloadColumns.None;
        }

        var group = owner.Text("apiVersion")?.Split('/') is [var name, _] ? $".{name}" : "";
        return $"{owner.Text("kind")?.ToLowerInvariant()}{group}/{owner.Text("name")}";
    }
}
