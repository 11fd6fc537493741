using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds;
using DevLoop.Sandbox.Registry;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.Namespaces;

/// <summary>Empties a namespace whose deletion was asked for, and lets it go when nothing is left in it.</summary>
internal sealed class NamespaceController : Controller
{
    private readonly ObjectStore _store;
    private readonly ObjectDeletion _deletion;
    private readonly ResourceKind _kind;
    private readonly List<ResourceKind> _content;

    public NamespaceController(ControllerContext context)
        : base(context, "namespace-controller")
    {
        _store = context.Store;
        _deletion = new ObjectDeletion(context.Store, context.Clock);
        _kind = Client.KindOf(GroupResource.Namespaces);
        _content = [.. context.Kinds.All.Where(k => k.IsNamespaced)];
        Sources =
        [
            new(GroupResource.Namespaces, n => [new ObjectKey("", n.Name)]),
            .. _content.Select(k => new ControllerSource(k.Resource, o => [new ObjectKey("", o.Namespace)])),
        ];
    }

    protected override IReadOnlyList<ControllerSource> Sources { get; }

    protected override void Reconcile(ObjectKey key)
    {
        var home = Client.Find(GroupResource.Namespaces, key);
        if (home?.Content.Metadata("deletionTimestamp") is null)
        {
            return;
        }

        var left = 0;
        foreach (var kind in _content)
        {
            foreach (var found in Client.List(kind.Resource, key.Name))
            {
                left += Delete(kind, found) ? 0 : 1;
            }
        }

        if (left > 0)
        {
            return;
        }

        var emptied = _store.Update(GroupResource.Namespaces, "", key.Name, content =>
        {
            content.Ensure("spec")["finalizers"] = new JsonArray();
            return content;
        });
        ObjectDeletion.Complete(_store, _kind, emptied);
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
