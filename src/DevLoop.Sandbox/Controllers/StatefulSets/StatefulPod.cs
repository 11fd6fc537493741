using System.Globalization;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Controllers.Pods;
using DevLoop.Sandbox.Controllers.Revisions;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.StatefulSets;

/// <summary>A pod of a StatefulSet: its number is its name, and outlives it.</summary>
internal static class StatefulPod
{
    private const string NameLabel = "statefulset.kubernetes.io/pod-name";
    private const string IndexLabel = "apps.kubernetes.io/pod-index";

    /// <summary>The number at the end of a pod's name; null when the name is none of the set's.</summary>
    public static int? Ordinal(StoredObject set, StoredObject pod) =>
        pod.Name.StartsWith($"{set.Name}-", StringComparison.Ordinal)
        && int.TryParse(pod.Name.AsSpan(set.Name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal)
        && pod.Name == Name(set, ordinal) ? ordinal : null;

    /// <summary>The name of the pod's revision.</summary>
    public static string RevisionOf(StoredObject pod) => pod.Content.Text("metadata", "labels", TemplateRevision.Label) ?? "";

    public static JsonObject Build(StoredObject set, int ordinal, TemplateRevision revision, JsonObject ownerReference)
    {
        var pod = PodFactory.Build(revision.Template, $"{set.Name}-", ownerReference);
        var name = Name(set, ordinal);
        var metadata = pod.EnsureMetadata();
        metadata["name"] = name;
        var labels = metadata.Ensure("labels");
        labels[NameLabel] = name;
        labels[IndexLabel] = ordinal.ToString(CultureInfo.InvariantCulture);
        labels[TemplateRevision.Label] = revision.Name;

        var spec = pod.Ensure("spec");
        spec["hostname"] = name;
        spec["subdomain"] = set.Content.Text("spec", "serviceName") ?? "";
        var claims = set.Content.Objects("spec", "volumeClaimTemplates").Select(c => c.Text("metadata", "name") ?? "").ToList();
        if (claims.Count > 0)
        {
            var others = spec.Objects("volumes").Where(v => !claims.Contains(v.Text("name") ?? "", StringComparer.Ordinal)).Select(v => v.DeepClone());
            spec["volumes"] = new JsonArray([.. others, .. claims.Select(claim => Volume(claim, name))]);
        }

        return pod;
    }

    private static JsonObject Volume(string claim, string pod) => new()
    {
        ["name"] = claim,
        ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = $"{claim}-{pod}" },
    };

    private static string Name(StoredObject set, int ordinal) => string.Create(CultureInfo.InvariantCulture, $"{set.Name}-{ordinal}");
}
