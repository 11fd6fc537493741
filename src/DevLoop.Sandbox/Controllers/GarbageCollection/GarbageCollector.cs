using DevLoop.Sandbox.Controllers.Pods;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Registry;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.GarbageCollection;

/// <summary>
/// Deletes objects whose owners are gone, and does what a deletion that waits for the objects of its object asks for: to delete them
/// first, or to free them. Its keys are the uids of owners, whether they are there or not.
/// </summary>
internal sealed class GarbageCollector : Controller
{
    private readonly IReadOnlyList<GroupResource> _resources;

    public GarbageCollector(ControllerContext context)
        : base(context, "garbage-collector")
    {
        // Events have no owners, and there are many.
        _resources = [.. context.Kinds.All.Select(k => k.Resource).Where(r => r != GroupResource.Events)];
        Sources = [.. _resources.Select(r => new ControllerSource(r, Uids))];
    }

    protected override IReadOnlyList<ControllerSource> Sources { get; }

    protected override void Reconcile(ObjectKey key)
    {
        var all = _resources.SelectMany(r => Client.List(r, null)).ToList();
        var dependents = all.Where(o => OwnerReferences.Of(o.Content).Any(r => r.Text("uid") == key.Name)).ToList();
        var owner = all.Find(o => o.Uid == key.Name);
        if (owner is null)
        {
            var present = all.Select(o => o.Uid).ToHashSet(StringComparer.Ordinal);
            foreach (var dependent in dependents)
            {
                Release(dependent, key.Name, present);
            }
        }
        else if (Waits(owner, DependentFinalizers.Orphan))
        {
            foreach (var dependent in dependents)
            {
                Client.Update(dependent, content => OwnerReferences.Remove(content, owner.Uid));
            }

            Finish(owner, DependentFinalizers.Orphan);
        }
        else if (Waits(owner, DependentFinalizers.Foreground))
        {
            DeleteFirst(owner, dependents);
        }
    }

    private static IEnumerable<ObjectKey> Uids(StoredObject changed) =>
        OwnerReferences.Of(changed.Content).Select(r => r.Text("uid")).OfType<string>().Append(changed.Uid).Select(uid => new ObjectKey("", uid));

    private static bool Waits(StoredObject owner, string finalizer) =>
        owner.IsTerminating() && owner.Content.Texts("metadata", "finalizers").Contains(finalizer, StringComparer.Ordinal);

    // An object that has other owners stays with them.
    private void Release(StoredObject dependent, string uid, HashSet<string> present)
    {
        if (OwnerReferences.Of(dependent.Content).Any(r => present.Contains(r.Text("uid") ?? "")))
        {
            Client.Update(dependent, content => OwnerReferences.Remove(content, uid));
        }
        else
        {
            Client.Delete(dependent);
        }
    }

    private void DeleteFirst(StoredObject owner, List<StoredObject> dependents)
    {
        foreach (var dependent in dependents)
        {
            Client.Delete(dependent, PropagationPolicy.Foreground);
        }

        if (!dependents.Exists(d => Blocks(d, owner.Uid) && Client.Find(d.Resource, new ObjectKey(d.Namespace, d.Name))?.Uid == d.Uid))
        {
            Finish(owner, DependentFinalizers.Foreground);
        }
    }

    private static bool Blocks(StoredObject dependent, string uid) =>
        OwnerReferences.Of(dependent.Content).Any(r => r.Text("uid") == uid && r.Flag("blockOwnerDeletion") == true);

    private void Finish(StoredObject owner, string finalizer) => Client.Update(owner, content =>
        content.EnsureMetadata()["finalizers"] = content.Texts("metadata", "finalizers").Where(f => f != finalizer).ToJsonArray());
}
