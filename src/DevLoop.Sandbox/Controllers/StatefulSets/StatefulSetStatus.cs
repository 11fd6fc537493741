using System.Text.Json.Nodes;
using DevLoop.Sandbox.Controllers.Pods;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds.Workloads;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.StatefulSets;

/// <summary>The status of a StatefulSet.</summary>
internal static class StatefulSetStatus
{
    /// <summary>The new status. Zeros are left out, as the API does, but for those that it always has.</summary>
    public static JsonObject Build(JsonObject set, IReadOnlyList<StoredObject> pods, StatefulRevisions revisions, DateTimeOffset now)
    {
        var alive = pods.Where(p => !p.IsFinished()).ToList();
        var (current, update) = (Count(alive, revisions.Current.Name), Count(alive, revisions.Update.Name));
        var (ready, currentName) = (alive.Count(p => p.IsActive() && p.IsReady()), revisions.Current.Name);
        var done = update == alive.Count && ready == alive.Count && alive.Count == (set.Integer("spec", "replicas") ?? 1);
        if (done && set.Text("spec", "updateStrategy", "type") == UpdateStrategies.RollingUpdate)
        {
            (current, currentName) = (update, revisions.Update.Name);
        }

        var status = new JsonObject
        {
            ["observedGeneration"] = set.Integer("metadata", "generation") ?? 0,
            ["replicas"] = alive.Count,
            ["availableReplicas"] = alive.Count(p => p.IsActive() && p.IsAvailable(set.Integer("spec", "minReadySeconds") ?? 0, now)),
            ["currentRevision"] = currentName,
            ["updateRevision"] = revisions.Update.Name,
            ["collisionCount"] = 0,
        };
        Set(status, "readyReplicas", ready);
        Set(status, "currentReplicas", current);
        Set(status, "updatedReplicas", update);
        return status;
    }

    private static int Count(IEnumerable<StoredObject> pods, string revision) => pods.Count(p => p.IsActive() && StatefulPod.RevisionOf(p) == revision);

    private static void Set(JsonObject status, string field, int count)
    {
        if (count > 0)
        {
            status[field] = count;
        }
    }
}
