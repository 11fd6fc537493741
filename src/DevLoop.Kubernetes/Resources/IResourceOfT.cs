namespace DevLoop.Kubernetes.Resources;

/// <summary>An object of a kind that get, list and watch can read.</summary>
/// <typeparam name="TSelf">The record itself.</typeparam>
public interface IResource<TSelf> : IResource
    where TSelf : class, IResource<TSelf>
{
    /// <summary>How the API names this kind and how its JSON is read.</summary>
    static abstract ResourceKind<TSelf> Kind { get; }
}
