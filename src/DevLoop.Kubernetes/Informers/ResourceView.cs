using System.Collections;
using System.Collections.Immutable;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Kubernetes.Informers;

/// <summary>The objects at one moment, by namespace and name. Immutable: it can be kept and compared.</summary>
/// <typeparam name="T">The kind.</typeparam>
public sealed class ResourceView<T> : IReadOnlyList<T>
    where T : class, IResource<T>
{
    private readonly ImmutableSortedDictionary<ResourceKey, T> _objects;

    private ResourceView(ImmutableSortedDictionary<ResourceKey, T> objects) => _objects = objects;

    /// <summary>No objects.</summary>
    internal static ResourceView<T> Empty { get; } = new(ImmutableSortedDictionary<ResourceKey, T>.Empty);

    /// <inheritdoc/>
    public int Count => _objects.Count;

    /// <inheritdoc/>
    public T this[int index] => _objects.Values.ElementAt(index);

    /// <summary>The object of this name; null when there is none. <paramref name="ns"/> is empty for kinds without one.</summary>
    public T? Find(string ns, string name) => _objects.GetValueOrDefault(new ResourceKey(ns, name));

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => _objects.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal (ResourceView<T> View, ResourceChange<T>? Change) Put(T resource)
    {
        var key = ResourceKey.Of(resource);
        var previous = _objects.GetValueOrDefault(key);
        if (previous is not null && IsSame(previous, resource))
        {
            return (this, null);
        }

        var type = previous is null ? ResourceChangeType.Added : ResourceChangeType.Modified;
        return (new ResourceView<T>(_objects.SetItem(key, resource)), new ResourceChange<T>(type, resource, previous));
    }

    internal (ResourceView<T> View, ResourceChange<T>? Change) Remove(T resource)
    {
        var key = ResourceKey.Of(resource);
        return _objects.GetValueOrDefault(key) is { } previous
            ? (new ResourceView<T>(_objects.Remove(key)), new ResourceChange<T>(ResourceChangeType.Deleted, resource, previous))
            : (this, null);
    }

    /// <summary>The view that a new list makes, and what is different in it: what went first, then the rest in order.</summary>
    internal (ResourceView<T> View, IReadOnlyList<ResourceChange<T>> Changes) Replace(IEnumerable<T> list)
    {
        var builder = ImmutableSortedDictionary.CreateBuilder<ResourceKey, T>();
        foreach (var resource in list)
        {
            builder[ResourceKey.Of(resource)] = resource;
        }

        var next = builder.ToImmutable();
        var changes = new List<ResourceChange<T>>();
        foreach (var (key, previous) in _objects)
        {
            // An object made anew under its old name is another object.
            if (next.GetValueOrDefault(key) is not { } now || now.Metadata.Uid != previous.Metadata.Uid)
            {
                changes.Add(new ResourceChange<T>(ResourceChangeType.Deleted, previous, previous));
            }
        }

        foreach (var (key, now) in next)
        {
            var previous = _objects.GetValueOrDefault(key);
            if (previous is null || previous.Metadata.Uid != now.Metadata.Uid)
            {
                changes.Add(new ResourceChange<T>(ResourceChangeType.Added, now, null));
            }
            else if (!IsSame(previous, now))
            {
                changes.Add(new ResourceChange<T>(ResourceChangeType.Modified, now, previous));
            }
        }

        return (new ResourceView<T>(next), changes);
    }

    private static bool IsSame(T one, T other) =>
        one.Metadata.ResourceVersion.Length > 0
        && one.Metadata.ResourceVersion == other.Metadata.ResourceVersion
        && one.Metadata.Uid == other.Metadata.Uid;
}
