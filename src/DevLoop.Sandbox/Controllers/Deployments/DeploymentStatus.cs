using System.Text.Json.Nodes;
using DevLoop.Sandbox.Controllers.Pods;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.Deployments;

/// <summary>The status of a Deployment: what there is of it, and how its rollout goes.</summary>
internal static class DeploymentStatus
{
    private const string Completed = "NewReplicaSetAvailable";

    /// <summary>The new status. Zeros are left out, as the API does.</summary>
    public static JsonObject Build(Rollout rollout, DateTimeOffset now)
    {
        var deployment = rollout.Deployment.Content;
        var all = rollout.All.ToList();
        var status = new JsonObject { ["observedGeneration"] = deployment.Integer("metadata", "generation") ?? 0 };
        Set(status, "replicas", Rollout.Sum(all, "replicas"));
        Set(status, "updatedReplicas", Rollout.Sum(rollout.Current is { } current ? [current] : [], "replicas"));
        Set(status, "readyReplicas", Rollout.Sum(all, "readyReplicas"));
        Set(status, "availableReplicas", Rollout.Sum(all, "availableReplicas"));
        Set(status, "unavailableReplicas", Math.Max(0, all.Sum(s => ReplicaCount.Of(s).Wanted) - Rollout.Sum(all, "availableReplicas")));
        status["terminatingReplicas"] = Rollout.Sum(all, "terminatingReplicas");
        Set(status, "collisionCount", deployment.Integer("status", "collisionCount") ?? 0);
        status["conditions"] = new JsonArray(Available(deployment, status, now), Progressing(rollout, status, now));
        return status;
    }

    /// <summary>Whether all pods wanted are there, of the present template, and available.</summary>
    public static bool IsComplete(JsonObject deployment, JsonObject status)
    {
        var wanted = deployment.Integer("spec", "replicas") ?? 1;
        return Count(status, "updatedReplicas") == wanted && Count(status, "replicas") == wanted && Count(status, "availableReplicas") == wanted;
    }

    /// <summary>By when the rollout has to get on; null when it is done, or has failed, or has no deadline.</summary>
    public static DateTimeOffset? DeadlineAt(JsonObject deployment, JsonObject status)
    {
        var condition = Condition(status, "Progressing");
        if (condition.Text("status") != "True" || condition.Text("reason") == Completed
            || Deadline(deployment) is not { } deadline)
        {
            return null;
        }

        // Times of the API are whole seconds.
        return PodState.Time(condition.Text("lastUpdateTime")) + deadline + TimeSpan.FromSeconds(1);
    }

    private static JsonObject Available(JsonObject deployment, JsonObject status, DateTimeOffset now)
    {
        var enough = Count(status, "availableReplicas") >= RolloutSize.Of(deployment).MinAvailable;
        return Changed(
            Condition(deployment.Object("status"), "Available"),
            "Available",
            enough ? "True" : "False",
            enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
            enough ? "Deployment has minimum availability." : "Deployment does not have minimum availability.",
            now);
    }

    private static JsonObject Progressing(Rollout rollout, JsonObject status, DateTimeOffset now)
    {
        var deployment = rollout.Deployment.Content;
        var before = Condition(deployment.Object("status"), "Progressing");
        JsonObject Becomes(string value, string reason, string message, bool moved = false) =>
            Changed(before, "Progressing", value, reason, message, now, moved);

        var name = rollout.Current?.Name;
        if (deployment.Flag("spec", "paused") == true)
        {
            return Becomes("Unknown", "DeploymentPaused", "Deployment is paused");
        }

        if (before.Text("reason") == "DeploymentPaused")
        {
            return Becomes("Unknown", "DeploymentResumed", "Deployment is resumed");
        }

        if (name is null)
        {
            return Becomes("True", "ReplicaSetUpdated", "Deployment is progressing.");
        }

        if (IsComplete(deployment, status))
        {
            return Becomes("True", Completed, $"ReplicaSet \"{name}\" has successfully progressed.");
        }

        // A pod that fails after its rollout is no rollout that fails.
        if (before is not null && before.Text("reason") == Completed && Count(status, "replicas") == Count(status, "updatedReplicas")
            && before.Text("message")?.Contains($"\"{name}\"", StringComparison.Ordinal) == true)
        {
            return before.DeepClone().AsObject();
        }

        if (before is null || Moved(deployment.Object("status"), status) || before.Text("message")?.Contains($"\"{name}\"", StringComparison.Ordinal) != true)
        {
            return Becomes("True", "ReplicaSetUpdated", $"ReplicaSet \"{name}\" is progressing.", moved: true);
        }

        return IsLate(deployment, before, now)
            ? Becomes("False", "ProgressDeadlineExceeded", $"ReplicaSet \"{name}\" has timed out progressing.")
            : before.DeepClone().AsObject();
    }

    private static bool Moved(JsonObject? before, JsonObject status) =>
        Count(status, "updatedReplicas") > Count(before, "updatedReplicas")
        || Count(status, "readyReplicas") > Count(before, "readyReplicas")
        || Count(status, "availableReplicas") > Count(before, "availableReplicas")
        || Count(status, "replicas") - Count(status, "updatedReplicas") < Count(before, "replicas") - Count(before, "updatedReplicas");

    private static bool IsLate(JsonObject deployment, JsonObject condition, DateTimeOffset now) =>
        Deadline(deployment) is { } deadline && PodState.Time(condition.Text("lastUpdateTime")) + deadline < now;

    // The largest number means that there is none.
    private static TimeSpan? Deadline(JsonObject deployment) =>
        deployment.Integer("spec", "progressDeadlineSeconds") is >= 0 and < int.MaxValue and var seconds ? TimeSpan.FromSeconds(seconds) : null;

    // The same again keeps its times, so that nothing is written.
    private static JsonObject Changed(
        JsonObject? before, string type, string value, string reason, string message, DateTimeOffset now, bool moved = false)
    {
        var same = before.Text("status") == value && before.Text("reason") == reason && before.Text("message") == message && !moved;
        var time = ObjectStore.Timestamp(now);
        return new JsonObject
        {
            ["type"] = type,
            ["status"] = value,
            ["lastUpdateTime"] = same ? before.Text("lastUpdateTime") : time,
            ["lastTransitionTime"] = before.Text("status") == value ? before.Text("lastTransitionTime") : time,
            ["reason"] = reason,
            ["message"] = message,
        };
    }

    private static JsonObject? Condition(JsonObject? status, string type) => status.Objects("conditions").FirstOrDefault(c => c.Text("type") == type);

    private static long Count(JsonObject? status, string field) => status.Integer(field) ?? 0;

    private static void Set(JsonObject status, string field, long count)
    {
        if (count > 0)
        {
            status[field] = count;
        }
    }
}
