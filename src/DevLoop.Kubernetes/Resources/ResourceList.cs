namespace DevLoop.Kubernetes.Resources;

/// <summary>The objects of a list, or of one page of it.</summary>
/// <typeparam name="T">The kind.</typeparam>
public sealed record ResourceList<T>
{
    /// <summary>The version of the list: where a watch goes on from.</summary>
    public ListMetadata Metadata { get; init => field = value ?? new ListMetadata(); } = new();

    /// <summary>The objects, in the server's order.</summary>
    public IReadOnlyList<T> Items { get; init => field = Received.List(value); } = [];
}
