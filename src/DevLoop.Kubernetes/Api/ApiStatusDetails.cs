namespace DevLoop.Kubernetes.Api;

/// <summary>What a Status is about.</summary>
internal sealed record ApiStatusDetails
{
    public string? Name { get; init; }

    public string? Kind { get; init; }

    public int RetryAfterSeconds { get; init; }
}
