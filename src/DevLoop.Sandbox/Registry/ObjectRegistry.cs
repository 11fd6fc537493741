using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds;
using DevLoop.Sandbox.Ownership;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Registry;

/// <summary>
/// Writes objects as the Kubernetes API does: admitted (<see cref="ObjectAdmission"/>), with the owners of their fields kept.
/// Controllers that make objects use it as the HTTP API does.
/// </summary>
internal sealed class ObjectRegistry(ObjectStore store, TimeProvider clock)
{
    /// <param name="kind">The object's kind.</param>
    /// <param name="namespace">Where to create it; empty for a kind outside of namespaces.</param>
    /// <param name="content">The object. It is copied.</param>
    /// <param name="options">How to write.</param>
    /// <returns>The object as it is now. Read only.</returns>
    /// <exception cref="ApiException">The object is refused.</exception>
    /// <exception cref="StoreException">The name is taken.</exception>
    public JsonObject Create(ResourceKind kind, string @namespace, JsonObject content, WriteOptions options)
    {
        var created = content.DeepClone().AsObject();
        ObjectAdmission.New(kind, @namespace, created, options);
        ManagedFields.AfterWrite(kind.Schema, before: null, created, Writer(kind, options));
        return Add(kind, @namespace, created, options);
    }

    /// <summary>Replaces an object by what <paramref name="change"/> makes of a copy of its present state.</summary>
    /// <returns>The object as it is now. Read only.</returns>
    /// <exception cref="ApiException">The result is refused.</exception>
    /// <exception cref="StoreException">There is no such object, or the result is of another version of it.</exception>
    public JsonObject Update(ResourceKind kind, string @namespace, string name, Func<JsonObject, JsonObject> change, WriteOptions options) =>
        Write(kind, @namespace, name, options, old =>
        {
            var after = change(old.Copy());
            ObjectAdmission.Change(kind, old, after, options);
            ManagedFields.AfterWrite(kind.Schema, old.Content, after, Writer(kind, options));
            return after;
        });

    /// <summary>Server-side apply: makes the fields of <paramref name="configuration"/> the manager's, in a new or the present object.</summary>
    /// <returns>The object as it is now (read only), and whether it is new.</returns>
    /// <exception cref="ApiException">Another manager owns a field, without <paramref name="force"/>; or the result is refused.</exception>
    public (JsonObject Content, bool Created) Apply(
        ResourceKind kind, string @namespace, string name, JsonObject configuration, bool force, WriteOptions options)
    {
        var wanted = configuration.DeepClone().AsObject();
        ObjectAdmission.Decode(kind, wanted, options);
        ObjectAdmission.SetNamespace(kind, @namespace, wanted.EnsureMetadata());
        var writer = Writer(kind, options);
        if (options.Subresource.Length == 0 && store.Find(kind.Resource, @namespace, name) is null)
        {
            var created = ServerSideApply.Merge(kind.Schema, live: [], wanted, writer, force);
            ObjectAdmission.New(kind, @namespace, created, options);
            return (Add(kind, @namespace, created, options), true);
        }

        var content = Write(kind, @namespace, name, options, old =>
        {
            var merged = ServerSideApply.Merge(kind.Schema, old.Copy(), wanted, writer, force);
            ObjectAdmission.Change(kind, old, merged, options);
            return merged;
        });
        return (content, false);
    }

    private FieldWriter Writer(ResourceKind kind, WriteOptions options) =>
        new(options.FieldManager, kind.ApiVersion, options.Subresource, ObjectStore.Timestamp(clock.GetUtcNow()));

    private JsonObject Add(ResourceKind kind, string @namespace, JsonObject created, WriteOptions options)
    {
        CheckNamespace(kind, @namespace, created);
        return options.DryRun ? Rehearse(kind, @namespace, created) : store.Create(kind.Resource, created).Content;
    }

    private JsonObject Write(ResourceKind kind, string @namespace, string name, WriteOptions options, Func<StoredObject, JsonObject> change)
    {
        var current = store.Get(kind.Resource, @namespace, name);
        if (options.DryRun)
        {
            return change(current);
        }

        var written = store.Update(kind.Resource, @namespace, name, before => change(new StoredObject(kind.Resource, before, VersionOf(before))));
        return ObjectDeletion.Complete(store, kind, written).Content;
    }

    private static long VersionOf(JsonObject content) => long.TryParse(content.Metadata("resourceVersion"), out var version) ? version : 0;

    private JsonObject Rehearse(ResourceKind kind, string @namespace, JsonObject created)
    {
        var metadata = created.EnsureMetadata();
        metadata.SetDefault("name", NameGenerator.Next(created.Metadata("generateName") ?? ""));
        metadata["creationTimestamp"] = ObjectStore.Timestamp(clock.GetUtcNow());
        var name = created.Metadata("name") ?? "";
        return store.Find(kind.Resource, @namespace, name) is null ? created : throw StoreException.AlreadyExists(kind.Resource, name);
    }

    private void CheckNamespace(ResourceKind kind, string @namespace, JsonObject created)
    {
        if (!kind.IsNamespaced)
        {
            return;
        }

        var home = store.Get(GroupResource.Namespaces, "", @namespace);
        if (home.Content.Metadata("deletionTimestamp") is not null)
        {
            throw ApiException.Forbidden(
                kind.Resource,
                created.Metadata("name") ?? "",
                $"unable to create new content in namespace {@namespace} because it is being terminated");
        }
    }
}
