using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.Pods;

/// <summary>Which pods go first when there are too many: those that would be missed least, by the rules of Kubernetes.</summary>
internal static class ScaleDownOrder
{
    private const string DeletionCost = "controller.kubernetes.io/pod-deletion-cost";

    public static IEnumerable<StoredObject> Sort(IEnumerable<StoredObject> pods) => pods
        .OrderBy(pod => !string.IsNullOrEmpty(pod.Content.Text("spec", "nodeName")))
        .ThenBy(pod => pod.Content.Text("status", "phase") switch { "Pending" => 0, "Unknown" => 1, _ => 2 })
        .ThenBy(pod => pod.IsReady())
        .ThenBy(Cost)
        .ThenByDescending(pod => pod.ReadySince() ?? DateTimeOffset.MinValue)
        .ThenByDescending(pod => pod.Content.Objects("status", "containerStatuses").Sum(s => s.Integer("restartCount") ?? 0))
        .ThenByDescending(pod => pod.Created() ?? DateTimeOffset.MinValue)
        .ThenByDescending(pod => pod.Name, StringComparer.Ordinal);

    private static int Cost(StoredObject pod) =>
        int.TryParse(pod.Content.Text("metadata", "annotations", DeletionCost), out var cost) ? cost : 0;
}
