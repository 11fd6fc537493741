namespace DevLoop.Kubernetes.Resources;

/// <summary>How a container ended.</summary>
public sealed record ContainerTerminated
{
    /// <summary>The exit code of its program.</summary>
    public int ExitCode { get; init; }

    /// <summary>In one word, such as <c>Error</c>, <c>Completed</c> or <c>OOMKilled</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>The same for people.</summary>
    public string? Message { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}
