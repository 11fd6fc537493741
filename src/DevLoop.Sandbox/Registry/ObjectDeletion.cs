using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds;
using DevLoop.Sandbox.Kinds.Namespaces;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Registry;

/// <summary>
/// Deletes objects: at once, or, when a grace period or finalizers stand in between, by a <c>deletionTimestamp</c> that tells
/// whoever is concerned (the node, a controller) to do its part and then to remove the object or its finalizer.
/// </summary>
internal sealed class ObjectDeletion(ObjectStore store, TimeProvider clock)
{
    /// <exception cref="ApiException">The object may not be deleted.</exception>
    /// <exception cref="StoreException">There is no such object, or it is another than the options demand.</exception>
    public DeletionResult Delete(ResourceKind kind, string @namespace, string name, DeletionOptions options)
    {
        while (true)
        {
            var current = store.Get(kind.Resource, @namespace, name);
            if (kind.DeletionError(name) is { } why)
            {
                throw ApiException.Forbidden(kind.Resource, name, why);
            }

            Preconditions.Check(current, options.Uid, options.ResourceVersion);
            var atOnce = kind.GracePeriod(current.Content, options.GracePeriodSeconds) == 0
                && !HasFinalizers(current.Content) && options.Propagation == PropagationPolicy.Background;
            if (options.DryRun)
            {
                return new DeletionResult(current.Content, atOnce);
            }

            try
            {
                return atOnce
                    ? new DeletionResult(store.Delete(kind.Resource, @namespace, name, current.Uid, current.ResourceVersion).Content, Gone: true)
                    : Begin(kind, current, options);
            }
            catch (StoreException e) when (e.Error == StoreError.Conflict)
            {
                // It changed in between: a pod may have reached a node, and has something to end now. Each turn is somebody's write.
            }
        }
    }

    /// <summary>Removes an object whose deletion was asked for and has nothing left to wait for.</summary>
    public static DeletionResult Complete(ObjectStore store, ResourceKind kind, StoredObject written)
    {
        var waits = written.Content.Metadata("deletionTimestamp") is null
            || HasFinalizers(written.Content)
            || written.Content.Integer("metadata", "deletionGracePeriodSeconds") is > 0;
        if (waits)
        {
            return new DeletionResult(written.Content, Gone: false);
        }

        try
        {
            return new DeletionResult(store.Delete(kind.Resource, written.Namespace, written.Name, written.Uid).Content, Gone: true);
        }
        catch (StoreException e) when (e.Error is StoreError.NotFound or StoreError.Conflict)
        {
            // Somebody else removed it first.
            return new DeletionResult(written.Content, Gone: true);
        }
    }

    private DeletionResult Begin(ResourceKind kind, StoredObject current, DeletionOptions options)
    {
        var marked = store.Update(kind.Resource, current.Namespace, current.Name, content =>
        {
            if (content.Metadata("uid") != current.Uid)
            {
                throw StoreException.Modified(kind.Resource, current.Name);
            }

            Mark(kind, content, kind.GracePeriod(content, options.GracePeriodSeconds));
            Await(content, options.Propagation);
            return content;
        });
        return Complete(store, kind, marked);
    }

    private static bool HasFinalizers(JsonObject content) =>
        content.Texts("metadata", "finalizers").Any()
        || (content.Text("kind") == "Namespace" && content.Texts("spec", "finalizers").Contains(NamespaceKind.Finalizer, StringComparer.Ordinal));

    // The garbage collector does its part and takes the finalizer away.
    private static void Await(JsonObject content, PropagationPolicy propagation)
    {
        var finalizer = propagation switch
        {
            PropagationPolicy.Foreground => DependentFinalizers.Foreground,
            PropagationPolicy.Orphan => DependentFinalizers.Orphan,
            _ => null,
        };
        if (finalizer is not null && !content.Texts("metadata", "finalizers").Contains(finalizer, StringComparer.Ordinal))
        {
            content.EnsureMetadata()["finalizers"] = content.Texts("metadata", "finalizers").Append(finalizer).ToJsonArray();
        }
    }

    // A second deletion can shorten the grace period, never lengthen it.
    private void Mark(ResourceKind kind, JsonObject content, long grace)
    {
        var metadata = content.EnsureMetadata();
        var before = metadata.Integer("deletionGracePeriodSeconds");
        if (metadata["deletionTimestamp"] is not null && before <= grace)
        {
            return;
        }

        metadata["deletionTimestamp"] = ObjectStore.Timestamp(clock.GetUtcNow() + TimeSpan.FromSeconds(grace));
        metadata["deletionGracePeriodSeconds"] = grace;
        if (kind.HasGeneration && before is null)
        {
            metadata["generation"] = (metadata.Integer("generation") ?? 0) + 1;
        }

        kind.PrepareForDeletion(content);
    }
}
