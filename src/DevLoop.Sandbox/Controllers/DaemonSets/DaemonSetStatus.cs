using System.Text.Json.Nodes;
using DevLoop.Sandbox.Controllers.Pods;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.DaemonSets;

/// <summary>The status of a DaemonSet: nodes are counted, not pods.</summary>
internal static class DaemonSetStatus
{
    public static JsonObject Build(JsonObject set, IReadOnlyList<string> nodes, IReadOnlyList<StoredObject> pods, string hash, DateTimeOffset now)
    {
        var minReady = set.Integer("spec", "minReadySeconds") ?? 0;
        var active = pods.Where(p => p.IsActive()).GroupBy(DaemonPod.NodeOf, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        int Nodes(Func<StoredObject, bool> has) => nodes.Count(n => active.TryGetValue(n, out var there) && there.Exists(p => has(p)));

        var available = Nodes(p => p.IsAvailable(minReady, now));
        var status = new JsonObject
        {
            ["currentNumberScheduled"] = Nodes(_ => true),
            ["numberMisscheduled"] = active.Keys.Count(n => !nodes.Contains(n, StringComparer.Ordinal)),
            ["desiredNumberScheduled"] = nodes.Count,
            ["numberReady"] = Nodes(p => p.IsReady()),
            ["observedGeneration"] = set.Integer("metadata", "generation") ?? 0,
        };
        Set(status, "updatedNumberScheduled", Nodes(p => DaemonPod.HashOf(p) == hash));
        Set(status, "numberAvailable", available);
        Set(status, "numberUnavailable", nodes.Count - available);
        return status;
    }

    private static void Set(JsonObject status, string field, int count)
    {
        if (count > 0)
        {
            status[field] = count;
        }
    }
}
