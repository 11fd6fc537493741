using System.Text.Json.Nodes;
using DevLoop.Sandbox.Controllers.Pods;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Selectors;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.ReplicaSets;

/// <summary>The status of a ReplicaSet or ReplicationController.</summary>
internal static class ReplicaStatus
{
    /// <summary>What is counted of an owner's pods. Zeros are left out, as the API does, but for the number of pods.</summary>
    public static JsonObject Build(JsonObject owner, IReadOnlyList<StoredObject> pods, DateTimeOffset now)
    {
        var active = pods.Where(p => p.IsActive()).ToList();
        var minReady = owner.Integer("spec", "minReadySeconds") ?? 0;
        var template = JsonSelectors.OfMap(owner.TextMap("spec", "template", "metadata", "labels"));
        var status = new JsonObject { ["replicas"] = active.Count };
        Set(status, "fullyLabeledReplicas", active.Count(p => template.Matches(p.Content)));
        Set(status, "readyReplicas", active.Count(p => p.IsReady()));
        Set(status, "availableReplicas", active.Count(p => p.IsAvailable(minReady, now)));
        if (owner.Text("kind") == "ReplicaSet")
        {
            status["terminatingReplicas"] = pods.Count(p => p.IsTerminating() && !p.IsFinished());
        }

        status["observedGeneration"] = owner.Integer("metadata", "generation") ?? 0;
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
