namespace DevLoop.Kubernetes.Api;

/// <summary>From where to watch what, and how long.</summary>
public sealed record WatchOptions
{
    /// <summary>Where to go on from: the version of a list or of an event. Null: the server first tells all objects as added.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>What to watch. Default: everything.</summary>
    public ResourceSelector Selector { get; init; } = ResourceSelector.All;

    /// <summary>When the server is to end the watch, so that a lost one is noticed. Default: 5 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);
}
