namespace DevLoop.Kubernetes.Informers;

/// <summary>One difference between a view and the one before.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Resource">The object as it is now; for a deleted one, as it last was.</param>
/// <param name="Previous">The object as it was; null for an added one.</param>
/// <typeparam name="T">The kind.</typeparam>
public sealed record ResourceChange<T>(ResourceChangeType Type, T Resource, T? Previous)
    where T : class;
