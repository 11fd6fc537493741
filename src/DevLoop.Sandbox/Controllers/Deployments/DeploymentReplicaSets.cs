using System.Text.Json.Nodes;
using DevLoop.Sandbox.Controllers.Pods;
using DevLoop.Sandbox.Controllers.Revisions;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.Deployments;

/// <summary>Makes, sizes and removes the ReplicaSets of Deployments.</summary>
internal sealed class DeploymentReplicaSets(ControllerClient client)
{
    /// <summary>Whether no pod of a ReplicaSet is left, not even one that ends.</summary>
    public static bool IsEmpty(StoredObject set) =>
        IsObserved(set) && ReplicaCount.Of(set).Wanted == 0
        && (set.Content.Integer("status", "replicas") ?? 0) == 0 && (set.Content.Integer("status", "terminatingReplicas") ?? 0) == 0;

    /// <summary>Gives the present template a ReplicaSet of this size, made new or, after a roll back, the one of before with a new revision.</summary>
    public void Ensure(Rollout rollout, int replicas, RolloutSize size)
    {
        var revision = rollout.Old.Select(DeploymentAnnotations.RevisionOf).DefaultIfEmpty().Max() + 1;
        if (rollout.Current is not { } current)
        {
            Create(rollout.Deployment, replicas, revision, size);
        }
        else
        {
            revision = Math.Max(revision, DeploymentAnnotations.RevisionOf(current));
            client.Update(current, content =>
            {
                content.Ensure("spec")["replicas"] = replicas;
                DeploymentAnnotations.Copy(rollout.Deployment.Content, content);
                DeploymentAnnotations.SetSize(content, size);
                DeploymentAnnotations.SetRevision(content, revision);
            });
        }

        client.Update(rollout.Deployment, content => DeploymentAnnotations.SetRevision(content, revision));
    }

    public void Scale(StoredObject set, int replicas, RolloutSize size) => client.Update(set, content =>
    {
        content.Ensure("spec")["replicas"] = replicas;
        DeploymentAnnotations.SetSize(content, size);
    });

    /// <summary>Removes the oldest ReplicaSets without pods, beyond as many as <c>revisionHistoryLimit</c> keeps.</summary>
    public void RemoveOld(Rollout rollout)
    {
        var kept = (int)Math.Clamp(rollout.Deployment.Content.Integer("spec", "revisionHistoryLimit") ?? int.MaxValue, 0, int.MaxValue);
        var empty = rollout.Old.Where(s => IsEmpty(s) && !s.IsTerminating()).OrderBy(DeploymentAnnotations.RevisionOf).ToList();
        foreach (var set in empty.SkipLast(kept))
        {
            client.Delete(set);
        }
    }

    private static bool IsObserved(StoredObject set) =>
        (set.Content.Integer("status", "observedGeneration") ?? 0) >= (set.Content.Integer("metadata", "generation") ?? 0);

    private void Create(StoredObject deployment, int replicas, long revision, RolloutSize size)
    {
        var template = deployment.Content.Object("spec", "template")?.DeepClone().AsObject() ?? [];
        var collisions = deployment.Content.Integer("status", "collisionCount") ?? 0;
        var hash = TemplateHash.Of(template, collisions);
        template.Ensure("metadata").Ensure("labels")[TemplateHash.Label] = hash;
        var selector = deployment.Content.Object("spec", "selector")?.DeepClone().AsObject() ?? [];
        selector.Ensure("matchLabels")[TemplateHash.Label] = hash;
        var set = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{deployment.Name}-{hash}",
                ["labels"] = template.At("metadata", "labels")?.DeepClone(),
                ["ownerReferences"] = new JsonArray(OwnerReferences.Controller(client.KindOf(GroupResource.Deployments), deployment)),
            },
            ["spec"] = new JsonObject
            {
                ["replicas"] = replicas,
                ["minReadySeconds"] = deployment.Content.Integer("spec", "minReadySeconds") ?? 0,
                ["selector"] = selector,
                ["template"] = template,
            },
        };
        DeploymentAnnotations.Copy(deployment.Content, set);
        DeploymentAnnotations.SetSize(set, size);
        DeploymentAnnotations.SetRevision(set, revision);
        try
        {
            client.Create(GroupResource.ReplicaSets, deployment.Namespace, set);
        }
        catch (StoreException e) when (e.Error == StoreError.AlreadyExists)
        {
            // The name is that of another template, or of another owner: the next look tries another.
            var status = deployment.Content.Object("status")?.DeepClone().AsObject() ?? [];
            status["collisionCount"] = collisions + 1;
            client.SetStatus(deployment, status);
        }
    }
}
