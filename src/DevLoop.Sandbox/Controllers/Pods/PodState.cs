using System.Globalization;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.Pods;

/// <summary>What a controller asks of a pod.</summary>
internal static class PodState
{
    /// <summary>The pod has ended, and will not start again.</summary>
    public static bool IsFinished(this StoredObject pod) => pod.Content.Text("status", "phase") is "Succeeded" or "Failed";

    public static bool IsTerminating(this StoredObject pod) => pod.Content.Metadata("deletionTimestamp") is not null;

    /// <summary>The pod runs or will: it counts as one of its owner's.</summary>
    public static bool IsActive(this StoredObject pod) => !pod.IsFinished() && !pod.IsTerminating();

    public static bool IsReady(this StoredObject pod) => ReadyCondition(pod).Text("status") == "True";

    /// <summary>When the pod became ready; null while it is not.</summary>
    public static DateTimeOffset? ReadySince(this StoredObject pod) => pod.IsReady() ? Time(ReadyCondition(pod).Text("lastTransitionTime")) : null;

    /// <summary>When the pod has been ready for long enough, or was; null while it is not ready.</summary>
    public static DateTimeOffset? AvailableAt(this StoredObject pod, long minReadySeconds) =>
        pod.IsReady() ? (pod.ReadySince() ?? DateTimeOffset.MinValue) + TimeSpan.FromSeconds(minReadySeconds) : null;

    public static bool IsAvailable(this StoredObject pod, long minReadySeconds, DateTimeOffset now) =>
        pod.IsReady() && (minReadySeconds == 0 || pod.AvailableAt(minReadySeconds) <= now);

    public static DateTimeOffset? Created(this StoredObject stored) => Time(stored.Content.Metadata("creationTimestamp"));

    /// <summary>A time as the API writes it.</summary>
    public static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static JsonObject? ReadyCondition(StoredObject pod) =>
        pod.Content.Objects("status", "conditions").FirstOrDefault(c => c.Text("type") == "Ready");
}
