namespace DevLoop.Kubernetes.Api;

/// <summary>One line of a watch.</summary>
/// <typeparam name="T">The kind.</typeparam>
public sealed record WatchEvent<T>
    where T : class
{
    /// <summary>What happened.</summary>
    public required WatchEventType Type { get; init; }

    /// <summary>The object as it is, or for a deleted one as it last was; null for bookmarks and errors.</summary>
    public T? Resource { get; init; }

    /// <summary>Where to go on from after this event; empty for errors.</summary>
    public string ResourceVersion { get; init; } = "";

    /// <summary>Why the watch ends; null unless this is an error.</summary>
    public ApiException? Error { get; init; }
}
