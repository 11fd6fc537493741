using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.Deployments;

/// <summary>How many pods a ReplicaSet is to have, and how many are available.</summary>
internal sealed record ReplicaCount(int Wanted, int Available)
{
    /// <summary>Those of a ReplicaSet; none of null.</summary>
    public static ReplicaCount Of(StoredObject? set) => new(
        (int)(set?.Content.Integer("spec", "replicas") ?? 0), (int)(set?.Content.Integer("status", "availableReplicas") ?? 0));
}
