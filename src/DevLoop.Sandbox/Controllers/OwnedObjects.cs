using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds;
using DevLoop.Sandbox.Kinds.Workloads;
using DevLoop.Sandbox.Selectors;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers;

/// <summary>The objects of one kind that those of another act on: found by owner reference, adopted and let go by selector.</summary>
internal sealed class OwnedObjects(ControllerClient client, GroupResource owners, GroupResource owned)
{
    private readonly ResourceKind _ownerKind = client.KindOf(owners);

    /// <summary>A change of an owned object concerns its owner; one of an object that nobody owns, those that may adopt it.</summary>
    public ControllerSource Source => new(owned, Owners);

    /// <summary>The objects that <paramref name="owner"/> acts on, after it took those of its labels that nobody owns and let go of those that lost them.</summary>
    /// <param name="owner">The owner. One that is being deleted takes nothing and lets nothing go.</param>
    /// <param name="mayAdopt">What an object must be besides, to be taken.</param>
    public List<StoredObject> Claim(StoredObject owner, Func<StoredObject, bool>? mayAdopt = null)
    {
        var selector = PodSelector.Of(owner.Content);
        var going = owner.Content.Metadata("deletionTimestamp") is not null;
        var claimed = new List<StoredObject>();
        foreach (var candidate in client.List(owned, owner.Namespace))
        {
            var reference = OwnerReferences.ControllerOf(candidate.Content);
            if (reference is not null && reference.Text("uid") != owner.Uid)
            {
                continue;
            }

            var matches = selector.Matches(candidate.Content);
            if (reference is not null && (matches || going))
            {
                claimed.Add(candidate);
            }
            else if (reference is not null)
            {
                client.Update(candidate, content => OwnerReferences.Remove(content, owner.Uid));
            }
            else if (matches && !going && candidate.Content.Metadata("deletionTimestamp") is null && mayAdopt?.Invoke(candidate) != false)
            {
                client.Update(candidate, content => OwnerReferences.Add(content, OwnerReferences.Controller(_ownerKind, owner)));
                claimed.Add(candidate);
            }
        }

        return claimed;
    }

    private IEnumerable<ObjectKey> Owners(StoredObject changed)
    {
        if (OwnerReferences.ControllerOf(changed.Content) is { } reference)
        {
            return IsOwner(reference) ? [new ObjectKey(changed.Namespace, reference.Text("name") ?? "")] : [];
        }

        return client.List(owners, changed.Namespace).Where(o => PodSelector.Of(o.Content).Matches(changed.Content)).Select(o => new ObjectKey(o.Namespace, o.Name));
    }

    private bool IsOwner(JsonObject reference) => reference.Text("kind") == _ownerKind.Kind && reference.Text("apiVersion") == _ownerKind.ApiVersion;
}
