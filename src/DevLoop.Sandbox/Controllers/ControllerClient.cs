using System.Text.Json.Nodes;
using DevLoop.Sandbox.Kinds;
using DevLoop.Sandbox.Registry;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers;

/// <summary>The cluster as a controller sees it: it reads the present state, and writes as a client of the API does.</summary>
/// <param name="context">The cluster.</param>
/// <param name="manager">The controller's name as an owner of fields.</param>
internal sealed class ControllerClient(ControllerContext context, string manager)
{
    private readonly ObjectRegistry _registry = new(context.Store, context.Clock);
    private readonly ObjectDeletion _deletion = new(context.Store, context.Clock);

    public DateTimeOffset Now => context.Clock.GetUtcNow();

    public ResourceKind KindOf(GroupResource resource) => context.Kinds.All.First(k => k.Resource == resource);

    public StoredObject? Find(GroupResource resource, ObjectKey key) => context.Store.Find(resource, key.Namespace, key.Name);

    /// <summary>The objects of a kind, in one namespace or (null) in all.</summary>
    public IReadOnlyList<StoredObject> List(GroupResource resource, string? @namespace) => context.Store.List(resource, @namespace).Items;

    /// <exception cref="Errors.ApiException">The object is refused.</exception>
    /// <exception cref="StoreException">The name is taken.</exception>
    public JsonObject Create(GroupResource resource, string @namespace, JsonObject content) =>
        _registry.Create(KindOf(resource), @namespace, content, Options());

    /// <summary>Changes an object in place, as it is now.</summary>
    /// <exception cref="Errors.ApiException">The change is refused.</exception>
    /// <exception cref="StoreException">The object is gone, and perhaps another is there by its name.</exception>
    public void Update(StoredObject target, Action<JsonObject> change) => Update(target, change, Options());

    /// <summary>Replaces an object's status, unless that is what it is.</summary>
    /// <exception cref="StoreException">The object is gone, and perhaps another is there by its name.</exception>
    public void SetStatus(StoredObject target, JsonObject status) =>
        Update(target, content => content["status"] = status.DeepClone(), Options("status"));

    /// <summary>Asks for the deletion of an object. One that is gone, or already going, is left alone.</summary>
    public void Delete(StoredObject target, PropagationPolicy propagation = PropagationPolicy.Background)
    {
        if (target.Content.Metadata("deletionTimestamp") is not null)
        {
            return;
        }

        try
        {
            _deletion.Delete(KindOf(target.Resource), target.Namespace, target.Name, new DeletionOptions { Uid = target.Uid, Propagation = propagation });
        }
        catch (StoreException e) when (e.Error is StoreError.NotFound or StoreError.Conflict)
        {
            // Somebody else was faster.
        }
    }

    private void Update(StoredObject target, Action<JsonObject> change, WriteOptions options) =>
        _registry.Update(KindOf(target.Resource), target.Namespace, target.Name, content =>
        {
            if (content.Metadata("uid") != target.Uid)
            {
                throw StoreException.NotFound(target.Resource, target.Name);
            }

            change(content);
            return content;
        }, options);

    private WriteOptions Options(string subresource = "") => new() { FieldManager = manager, Subresource = subresource };
}
