namespace DevLoop.Kubernetes.Api;

/// <summary>What a watch reports.</summary>
public enum WatchEventType
{
    /// <summary>There is a new object.</summary>
    Added,

    /// <summary>An object has changed.</summary>
    Modified,

    /// <summary>An object is gone.</summary>
    Deleted,

    /// <summary>Nothing happened; the version to go on from has moved.</summary>
    Bookmark,

    /// <summary>The watch failed and ends.</summary>
    Error,
}
