using DevLoop.Kubernetes.Api;

namespace DevLoop.Kubernetes.Informers;

/// <summary>Which objects an informer follows.</summary>
public sealed record InformerOptions
{
    /// <summary>The namespace. Default: null, all of them.</summary>
    public string? Namespace { get; init; }

    /// <summary>Which of the kind's objects. Default: all.</summary>
    public ResourceSelector Selector { get; init; } = ResourceSelector.All;

    /// <summary>When to have the server end each watch; the next one goes on where it ended. Default: 5 minutes.</summary>
    public TimeSpan WatchTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>More objects than this are refused. Default: 200,000.</summary>
    public int MaxObjects { get; init; } = 200_000;
}
