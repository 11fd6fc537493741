using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Nodes.Statuses;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Nodes;

/// <summary>Assigns pods to the only node there is.</summary>
internal sealed class Scheduler(ObjectStore store, string nodeName, TimeProvider time)
{
    /// <summary>Binds a pod that has no node yet.</summary>
    public void Bind(StoredObject pod)
    {
        try
        {
            store.Update(GroupResource.Pods, pod.Namespace, pod.Name, content => IsWaiting(content, pod.Uid) ? Bound(content) : content);
        }
        catch (StoreException e) when (e.Error == StoreError.NotFound)
        {
            // Deleted before it was ever assigned.
        }
    }

    private static bool IsWaiting(JsonObject pod, string uid) =>
        pod.Metadata("uid") == uid && pod.Metadata("deletionTimestamp") is null && pod.Object("spec").Text("nodeName") is null or "";

    private JsonObject Bound(JsonObject pod)
    {
        if (pod.Object("spec") is not { } spec)
        {
            return pod;
        }

        spec["nodeName"] = nodeName;
        var status = pod.Object("status");
        if (status is null)
        {
            pod["status"] = status = new JsonObject { ["phase"] = "Pending" };
        }

        status["conditions"] = new PodConditions(status, generation: null, time.GetUtcNow()).Set("PodScheduled", true).ToJson();
        return pod;
    }
}
