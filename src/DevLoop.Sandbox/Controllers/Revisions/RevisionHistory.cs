using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.Revisions;

/// <summary>Keeps the templates of the objects of one kind as ControllerRevisions, in the form in which kubectl brings them back.</summary>
internal sealed class RevisionHistory(ControllerClient client, GroupResource owners)
{
    private const int MaxCollisions = 10;

    private readonly OwnedObjects _revisions = new(client, owners, GroupResource.ControllerRevisions);

    /// <summary>The revision of the present template: a new one, or an earlier one of the same template, which becomes the newest.</summary>
    public TemplateRevision Present(StoredObject owner)
    {
        var data = Data(owner);
        var known = _revisions.Claim(owner);
        var newest = known.Select(NumberOf).DefaultIfEmpty().Max();
        if (known.FirstOrDefault(r => JsonNode.DeepEquals(r.Content["data"], data)) is not { } same)
        {
            return Create(owner, data, newest + 1);
        }

        if (NumberOf(same) < newest)
        {
            client.Update(same, content => content["revision"] = newest + 1);
        }

        return Read(same);
    }

    /// <summary>The revision of a name; null when it is gone.</summary>
    public TemplateRevision? Find(StoredObject owner, string? name) =>
        name is not null && client.Find(GroupResource.ControllerRevisions, new ObjectKey(owner.Namespace, name)) is { } found ? Read(found) : null;

    /// <summary>Removes the oldest revisions that no pod has, beyond as many as <c>revisionHistoryLimit</c> keeps.</summary>
    public void RemoveOld(StoredObject owner, IReadOnlyCollection<string> live)
    {
        var kept = (int)Math.Clamp(owner.Content.Integer("spec", "revisionHistoryLimit") ?? int.MaxValue, 0, int.MaxValue);
        var unused = _revisions.Claim(owner).Where(r => !live.Contains(r.Name, StringComparer.Ordinal)).OrderBy(NumberOf).ToList();
        foreach (var revision in unused.SkipLast(kept))
        {
            client.Delete(revision);
        }
    }

    private static JsonObject Data(StoredObject owner)
    {
        var template = TemplateHash.Canonical(owner.Content.At("spec", "template"));
        template["$patch"] = "replace";
        return new JsonObject { ["spec"] = new JsonObject { ["template"] = template } };
    }

    private static TemplateRevision Read(StoredObject revision)
    {
        var template = revision.Content.Object("data", "spec", "template")?.DeepClone().AsObject();
        template?.Remove("$patch");
        return new TemplateRevision(revision.Name, revision.Content.Text("metadata", "labels", TemplateRevision.Label) ?? "", template);
    }

    private static long NumberOf(StoredObject revision) => revision.Content.Integer("revision") ?? 0;

    private TemplateRevision Create(StoredObject owner, JsonObject data, long number)
    {
        for (var collisions = 0; ; collisions++)
        {
            var hash = TemplateHash.Of(data, collisions);
            var labels = owner.Content.Object("spec", "template", "metadata", "labels")?.DeepClone().AsObject() ?? [];
            labels[TemplateRevision.Label] = hash;
            var revision = new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["name"] = $"{owner.Name}-{hash}",
                    ["labels"] = labels,
                    ["ownerReferences"] = new JsonArray(OwnerReferences.Controller(client.KindOf(owners), owner)),
                },
                ["data"] = data.DeepClone(),
                ["revision"] = number,
            };
            try
            {
                client.Create(GroupResource.ControllerRevisions, owner.Namespace, revision);
                return new TemplateRevision($"{owner.Name}-{hash}", hash, owner.Content.Object("spec", "template"));
            }
            catch (StoreException e) when (e.Error == StoreError.AlreadyExists && collisions < MaxCollisions)
            {
                // The name is that of another template.
            }
        }
    }
}
