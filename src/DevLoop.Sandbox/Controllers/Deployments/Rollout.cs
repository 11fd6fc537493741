using System.Text.Json.Nodes;
using DevLoop.Sandbox.Controllers.Pods;
using DevLoop.Sandbox.Controllers.Revisions;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.Deployments;

/// <summary>A Deployment and its ReplicaSets at one moment.</summary>
/// <param name="Deployment">The Deployment.</param>
/// <param name="Current">The ReplicaSet of its present template; null when there is none yet.</param>
/// <param name="Old">The other ones, oldest first.</param>
internal sealed record Rollout(StoredObject Deployment, StoredObject? Current, IReadOnlyList<StoredObject> Old)
{
    public IEnumerable<StoredObject> All => Current is null ? Old : Old.Append(Current);

    public static Rollout Of(StoredObject deployment, IEnumerable<StoredObject> sets)
    {
        var template = TemplateHash.Canonical(deployment.Content.At("spec", "template"));
        var sorted = sets.OrderBy(s => s.Created() ?? DateTimeOffset.MinValue).ThenBy(DeploymentAnnotations.RevisionOf).ToList();
        var current = sorted.FirstOrDefault(s => JsonNode.DeepEquals(TemplateHash.Canonical(s.Content.At("spec", "template")), template));
        return new Rollout(deployment, current, [.. sorted.Where(s => s != current)]);
    }

    /// <summary>The sum of a number in the status of ReplicaSets.</summary>
    public static long Sum(IEnumerable<StoredObject> sets, string field) => sets.Sum(s => s.Content.Integer("status", field) ?? 0);
}
