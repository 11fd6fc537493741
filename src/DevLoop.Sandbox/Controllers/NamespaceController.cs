using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds;
using DevLoop.Sandbox.Registry;
using DevLoop.Sandbox.Storage;
using Microsoft.Extensions.Logging;

namespace DevLoop.Sandbox.Controllers;

/// <summary>Empties a namespace whose deletion was asked for, and lets it go when nothing is left in it.</summary>
internal sealed class NamespaceController(ObjectStore store, KindCatalog kinds, TimeProvider clock, ILogger logger)
    : Controller(store, clock, logger)
{
    private readonly ObjectDeletion _deletion = new(store, clock);
    private readonly List<ResourceKind> _content = [.. kinds.All.Where(k => k.IsNamespaced)];

    protected override IReadOnlyList<ControllerSource> Sources { get; } =
    [
        new(GroupResource.Namespaces, n => [new ObjectKey("", n.Name)]),
        .. kinds.All.Where(k => k.IsNamespaced).Select(k => new ControllerSource(k.Resource, o => [new ObjectKey("", o.Namespace)])),
    ];

    protected override void Reconcile(ObjectKey key)
    {
        var home = Store.Find(GroupResource.Namespaces, "", key.Name);
        if (home?.Content.Metadata("deletionTimestamp") is null)
        {
            return;
        }

        var left = 0;
        foreach (var kind in _content)
        {
            foreach (var found in Store.List(kind.Resource, key.Name).Items)
            {
                left += Delete(kind, found) ? 0 : 1;
            }
        }

        if (left > 0)
        {
            return;
        }

        var emptied = Store.Update(GroupResource.Namespaces, "", key.Name, content =>
        {
            content.Ensure("spec")["finalizers"] = new JsonArray();
            return content;
        });
        ObjectDeletion.Complete(Store, kinds.ByObject("v1", "Namespace")!, emptied);
    }

    private bool Delete(ResourceKind kind, StoredObject found)
    {
        if (found.Content.Metadata("deletionTimestamp") is not null)
        {
            return false;
        }

        try
        {
            return _deletion.Delete(kind, found.Namespace, found.Name, new DeletionOptions { Uid = found.Uid }).Gone;
        }
        catch (StoreException e) when (e.Error is StoreError.NotFound or StoreError.Conflict)
        {
            return true;
        }
    }
}
