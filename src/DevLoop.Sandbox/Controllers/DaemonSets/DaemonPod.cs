using System.Text.Json.Nodes;
using DevLoop.Sandbox.Controllers.Pods;
using DevLoop.Sandbox.Controllers.Revisions;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds.DaemonSets;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.DaemonSets;

/// <summary>A pod of a DaemonSet, which is for one node.</summary>
internal static class DaemonPod
{
    private const string GenerationLabel = "pod-template-generation";
    private const string NodeName = "metadata.name";

    // The states of a node that its daemons live with.
    private static readonly (string Taint, string Effect)[] Tolerated =
    [
        ("not-ready", "NoExecute"), ("unreachable", "NoExecute"), ("disk-pressure", "NoSchedule"),
        ("memory-pressure", "NoSchedule"), ("pid-pressure", "NoSchedule"), ("unschedulable", "NoSchedule"),
    ];

    /// <summary>The node that a pod is on, or is to go to.</summary>
    public static string NodeOf(StoredObject pod) => pod.Content.Text("spec", "nodeName") is { Length: > 0 } node ? node
        : pod.Content.Objects("spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")
            .SelectMany(t => t.Objects("matchFields")).FirstOrDefault(f => f.Text("key") == NodeName).Texts("values").FirstOrDefault() ?? "";

    /// <summary>The hash of the pod's revision.</summary>
    public static string HashOf(StoredObject pod) => pod.Content.Text("metadata", "labels", TemplateRevision.Label) ?? "";

    public static JsonObject Build(StoredObject set, string node, TemplateRevision revision, JsonObject ownerReference)
    {
        var pod = PodFactory.Build(set.Content.Object("spec", "template"), $"{set.Name}-", ownerReference);
        var labels = pod.EnsureMetadata().Ensure("labels");
        labels[TemplateRevision.Label] = revision.Hash;
        labels[GenerationLabel] = set.Content.Text("metadata", "annotations", DaemonSetKind.TemplateGeneration) ?? "";

        var spec = pod.Ensure("spec");
        var field = new JsonObject { ["key"] = NodeName, ["operator"] = "In", ["values"] = new JsonArray(node) };
        spec.Ensure("affinity").Ensure("nodeAffinity")["requiredDuringSchedulingIgnoredDuringExecution"] = new JsonObject
        {
            ["nodeSelectorTerms"] = new JsonArray(new JsonObject { ["matchFields"] = new JsonArray(field) }),
        };
        spec["tolerations"] = new JsonArray([.. spec.Objects("tolerations").Select(t => t.DeepClone()), .. Tolerated.Select(Toleration)]);
        return pod;
    }

    private static JsonObject Toleration((string Taint, string Effect) tolerated) => new()
    {
        ["key"] = $"node.kubernetes.io/{tolerated.Taint}",
        ["operator"] = "Exists",
        ["effect"] = tolerated.Effect,
    };
}
