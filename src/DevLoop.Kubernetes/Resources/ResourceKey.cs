namespace DevLoop.Kubernetes.Resources;

/// <summary>Names an object of a kind. Ordered by namespace, then name.</summary>
/// <param name="Namespace">Empty for kinds without one.</param>
/// <param name="Name">The name.</param>
public readonly record struct ResourceKey(string Namespace, string Name) : IComparable<ResourceKey>
{
    /// <summary>The key of an object.</summary>
    public static ResourceKey Of(IResource resource) => new(resource.Metadata.Namespace, resource.Metadata.Name);

    /// <inheritdoc/>
    public int CompareTo(ResourceKey other) =>
        string.CompareOrdinal(Namespace, other.Namespace) is var byNamespace && byNamespace != 0
            ? byNamespace
            : string.CompareOrdinal(Name, other.Name);

    /// <inheritdoc/>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";

    /// <summary>Whether <paramref name="left"/> comes first.</summary>
    public static bool operator <(ResourceKey left, ResourceKey right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> comes first or is the same.</summary>
    public static bool operator <=(ResourceKey left, ResourceKey right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> comes last.</summary>
    public static bool operator >(ResourceKey left, ResourceKey right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> comes last or is the same.</summary>
    public static bool operator >=(ResourceKey left, ResourceKey right) => left.CompareTo(right) >= 0;
}
