using System.Globalization;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.Deployments;

/// <summary>The annotations by which a Deployment and its ReplicaSets tell their history.</summary>
internal static class DeploymentAnnotations
{
    /// <summary>The number of a template in the Deployment's history: the higher, the newer.</summary>
    public const string Revision = "deployment.kubernetes.io/revision";

    private const string DesiredReplicas = "deployment.kubernetes.io/desired-replicas";
    private const string MaxReplicas = "deployment.kubernetes.io/max-replicas";

    private static readonly string[] NotCopied =
        ["kubectl.kubernetes.io/last-applied-configuration", Revision, "deployment.kubernetes.io/revision-history", DesiredReplicas, MaxReplicas];

    public static long RevisionOf(StoredObject stored) =>
        long.TryParse(stored.Content.Text("metadata", "annotations", Revision), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : 0;

    public static void SetRevision(JsonObject content, long revision) => Annotations(content)[Revision] = revision.ToString(CultureInfo.InvariantCulture);

    /// <summary>What a ReplicaSet says of its Deployment's size.</summary>
    public static void SetSize(JsonObject content, RolloutSize size)
    {
        Annotations(content)[DesiredReplicas] = size.Replicas.ToString(CultureInfo.InvariantCulture);
        Annotations(content)[MaxReplicas] = size.MaxPods.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Hands the Deployment's own annotations on to its ReplicaSet, such as the cause of a change.</summary>
    public static void Copy(JsonObject deployment, JsonObject replicaSet)
    {
        foreach (var (name, value) in deployment.TextMap("metadata", "annotations").Where(a => !NotCopied.Contains(a.Key, StringComparer.Ordinal)))
        {
            Annotations(replicaSet)[name] = value;
        }
    }

    private static JsonObject Annotations(JsonObject content) => content.Ensure("metadata").Ensure("annotations");
}
