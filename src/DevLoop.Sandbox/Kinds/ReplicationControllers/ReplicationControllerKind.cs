using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds.ReplicaSets;
using DevLoop.Sandbox.Kinds.Workloads;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Kinds.ReplicationControllers;

internal sealed class ReplicationControllerKind : WorkloadKind
{
    public override GroupResource Resource => GroupResource.ReplicationControllers;

    public override string Kind => "ReplicationController";

    public override IReadOnlyList<string> ShortNames => ["rc"];

    public override bool HasScale => true;

    public override IReadOnlyList<TableColumn> Columns => ReplicaColumns.All;

    public override IReadOnlyDictionary<string, string[]> SelectableFields { get; } =
        new Dictionary<string, string[]>(StringComparer.Ordinal) { ["status.replicas"] = ["status", "replicas"] };

    /// <summary>Alone among the workloads, its selector may change.</summary>
    public override IEnumerable<FieldError> ValidateUpdate(JsonObject content, JsonObject old) => [];

    // Selector and labels are those of the template, and the labels of the object too, where they are left out.
    public override void Default(JsonObject content)
    {
        base.Default(content);
        if (content.Object("spec", "template", "metadata", "labels") is { Count: > 0 } labels)
        {
            var spec = content.Ensure("spec");
            if (spec.Object("selector") is not { Count: > 0 })
            {
                spec["selector"] = labels.DeepClone();
            }

            content.Ensure("metadata").SetDefault("labels", labels.DeepClone());
        }
    }

    protected override void DefaultSpec(JsonObject spec) => spec.SetDefault("replicas", 1);
}
