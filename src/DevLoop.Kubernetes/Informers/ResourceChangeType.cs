namespace DevLoop.Kubernetes.Informers;

/// <summary>What happened to an object of a view.</summary>
public enum ResourceChangeType
{
    /// <summary>It is new in the view.</summary>
    Added,

    /// <summary>It has changed.</summary>
    Modified,

    /// <summary>It is gone, or the selector no longer matches it.</summary>
    Deleted,
}
