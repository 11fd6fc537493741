using System.Collections.Immutable;
using DevLoop.Kubernetes.Informers;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Targets;

/// <summary>What is known at one moment of the objects that a forward depends on.</summary>
internal sealed record ResourceSnapshot
{
    private ImmutableDictionary<Type, object> Known { get; init; } = ImmutableDictionary<Type, object>.Empty;

    /// <summary>Nothing.</summary>
    public static ResourceSnapshot Empty { get; } = new();

    /// <summary>Why something that matters cannot be known, in words for a person; null when all that matters is known.</summary>
    public string? Unknown { get; init; }

    /// <summary>Whether <see cref="Unknown"/>, else <see cref="Outdated"/>, is that the cluster cannot be reached, or may be another one.</summary>
    public bool IsClusterLost { get; init; }

    /// <summary>Why this may be out of date, in words for a person; null while the cluster is followed.</summary>
    public string? Outdated { get; init; }

    /// <summary>What the cluster refused, so that this may be some seconds late.</summary>
    public IReadOnlyList<MissingPermission> Missing { get; init; } = [];

    /// <summary>The objects of a kind that are known; none when nothing is known of it.</summary>
    public IReadOnlyList<T> Of<T>()
        where T : class, IResource<T> => Known.TryGetValue(typeof(T), out var objects) ? (IReadOnlyList<T>)objects : [];

    /// <summary>The object of this name; null when it is not known.</summary>
    public T? Find<T>(string ns, string name)
        where T : class, IResource<T> => Of<T>().FirstOrDefault(o => o.Metadata.Name == name && o.Metadata.Namespace == ns);

    /// <summary>The same with these as the objects of a kind.</summary>
    public ResourceSnapshot With<T>(IReadOnlyList<T> objects)
        where T : class, IResource<T> => this with { Known = Known.SetItem(typeof(T), objects) };
}
