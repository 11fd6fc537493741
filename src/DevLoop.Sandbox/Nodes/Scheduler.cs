using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Nodes.Statuses;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Nodes;

/// <summary>Assigns pods to the only node there is, if their <c>nodeSelector</c> fits its labels.</summary>
internal sealed class Scheduler(ObjectStore store, string nodeName, TimeProvider time)
{
    private const string Condition = "PodScheduled";
    private const string Unschedulable = "Unschedulable";

    /// <summary>Binds a pod that has no node yet, or says in its status why it gets none.</summary>
    public void Bind(StoredObject pod)
    {
        var node = store.Find(GroupResource.Nodes, "", nodeName);
        try
        {
            store.Update(GroupResource.Pods, pod.Namespace, pod.Name, content => !IsWaiting(content, pod.Uid) ? content : Fits(content, node) ? Bound(content) : Refused(content));
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
        return WithCondition(pod, scheduled: true);
    }

    /// <summary>In the words of kube-scheduler.</summary>
    private JsonObject Refused(JsonObject pod) => pod.Objects("status", "conditions").Any(c => c.Text("type") == Condition && c.Text("reason") == Unschedulable)
        ? pod
        : WithCondition(pod, scheduled: false, Unschedulable, "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.");

    private JsonObject WithCondition(JsonObject pod, bool scheduled, string? reason = null, string? message = null)
    {
        var status = pod.Object("status");
        if (status is null)
        {
            pod["status"] = status = new JsonObject { ["phase"] = "Pending" };
        }

        status["conditions"] = new PodConditions(status, generation: null, time.GetUtcNow()).Set(Condition, scheduled, reason, message).ToJson();
        return pod;
    }

    private static bool Fits(JsonObject pod, StoredObject? node) =>
        pod.TextMap("spec", "nodeSelector").All(l => node?.Content.Text("metadata", "labels", l.Key) == l.Value);
}
