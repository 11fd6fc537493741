namespace DevLoop.Kubernetes.Informers;

/// <summary>Changes that came at once, and the view that they make together.</summary>
internal sealed record ViewUpdate<T>(ResourceView<T> View, IReadOnlyList<ResourceChange<T>> Changes)
    where T : class, Resources.IResource<T>;
