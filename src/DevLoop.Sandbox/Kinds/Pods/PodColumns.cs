using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Kinds.Pods;

/// <summary>The columns of <c>kubectl get pods</c>.</summary>
internal static class PodColumns
{
    private const string None = "<none>";

    public static IReadOnlyList<TableColumn> All { get; } =
    [
        TableColumn.NameColumn,
        new("Ready", (pod, _) => Ready(pod), "The containers that are ready, of all"),
        new("Status", (pod, _) => PodSummary.Status(pod), "Where the pod stands, in one word"),
        new("Restarts", (pod, now) => PodSummary.Restarts(pod, now), "How often its containers were restarted, and when last"),
        TableColumn.AgeColumn,
        new("IP", (pod, _) => pod.Text("status", "podIP") ?? None, "The address of the pod") { Wide = true },
        new("Node", (pod, _) => pod.Text("spec", "nodeName") ?? None, "The node that runs the pod") { Wide = true },
        new("Nominated Node", (pod, _) => pod.Text("status", "nominatedNodeName") ?? None, "The node that makes room for the pod") { Wide = true },
        new("Readiness Gates", (pod, _) => Gates(pod), "The further conditions of its readiness that are met, of all") { Wide = true },
    ];

    private static string Ready(JsonObject pod)
    {
        var ready = pod.Objects("status", "containerStatuses").Count(s => s.Flag("ready") == true && s.Object("state", "running") is not null);
        return $"{ready}/{pod.Objects("spec", "containers").Count()}";
    }

    private static string Gates(JsonObject pod)
    {
        var gates = pod.Objects("spec", "readinessGates").Select(g => g.Text("conditionType")).ToList();
        var met = gates.Count(g => pod.Objects("status", "conditions").Any(c => c.Text("type") == g && c.Text("status") == "True"));
        return gates.Count == 0 ? None : $"{met}/{gates.Count}";
    }
}
