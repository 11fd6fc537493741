using DevLoop.Kubernetes.Api;

namespace DevLoop.Kubernetes.Informers;

/// <summary>Which objects an informer follows, and how.</summary>
public sealed record InformerOptions
{
    /// <summary>The namespace. Default: null, all of them.</summary>
    public string? Namespace { get; init; }

    /// <summary>Which of the kind's objects. Default: all.</summary>
    public ResourceSelector Selector { get; init; } = ResourceSelector.All;

    /// <summary>
    /// The objects of <see cref="Namespace"/> to get one by one where they may not be listed. Where they may, <see cref="Selector"/>
    /// alone says what is followed. Default: none.
    /// </summary>
    public IReadOnlyCollection<string> Names { get; init; } = [];

    /// <summary>When to have the server end each watch; the next one goes on where it ended. Default: 5 minutes.</summary>
    public TimeSpan WatchTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long to wait between two lists, or two rounds of gets, where there may be no watch. Default: 5 s.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long to poll before list and watch are tried again, which may be allowed by then. Default: 5 minutes.</summary>
    public TimeSpan WatchRetryInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>More objects than this are refused. Default: 200,000.</summary>
    public int MaxObjects { get; init; } = 200_000;
}
