using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds.Workloads;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Kinds.ReplicaSets;

internal sealed class ReplicaSetKind : WorkloadKind
{
    public override GroupResource Resource => GroupResource.ReplicaSets;

    public override string Kind => "ReplicaSet";

    public override IReadOnlyList<string> ShortNames => ["rs"];

    public override bool HasScale => true;

    public override IReadOnlyList<TableColumn> Columns => ReplicaColumns.All;

    public override IReadOnlyDictionary<string, string[]> SelectableFields { get; } =
        new Dictionary<string, string[]>(StringComparer.Ordinal) { ["status.replicas"] = ["status", "replicas"] };

    protected override void DefaultSpec(JsonObject spec) => spec.SetDefault("replicas", 1);
}
