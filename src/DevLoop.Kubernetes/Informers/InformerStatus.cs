namespace DevLoop.Kubernetes.Informers;

/// <summary>How an informer is doing.</summary>
public sealed record InformerStatus
{
    /// <summary>The first list is there: the view can be believed, if perhaps not to the second.</summary>
    public bool IsSynced { get; init; }

    /// <summary>A watch runs, so that the view follows the cluster.</summary>
    public bool IsWatching { get; init; }

    /// <summary>Why it does not follow the cluster at the moment, as a sentence for people in its message; null when it does.</summary>
    public Exception? Failure { get; init; }

    /// <summary>The failures since the last time it went well.</summary>
    public int FailuresInARow { get; init; }
}
