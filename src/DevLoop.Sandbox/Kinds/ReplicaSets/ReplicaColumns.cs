using DevLoop.Sandbox.Kinds.Workloads;

namespace DevLoop.Sandbox.Kinds.ReplicaSets;

/// <summary>The columns of <c>kubectl get replicasets</c> and <c>kubectl get replicationcontrollers</c>.</summary>
internal static class ReplicaColumns
{
    public static IReadOnlyList<TableColumn> All { get; } =
    [
        TableColumn.NameColumn,
        TableColumn.Number("Desired", "The pods that are wanted", "spec", "replicas"),
        TableColumn.Number("Current", "The pods that there are", "status", "replicas"),
        TableColumn.Number("Ready", "The pods that are ready", "status", "readyReplicas"),
        TableColumn.AgeColumn,
        WorkloadColumns.Containers,
        WorkloadColumns.Images,
        WorkloadColumns.Selector,
    ];
}
