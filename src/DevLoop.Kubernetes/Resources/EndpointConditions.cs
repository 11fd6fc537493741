namespace DevLoop.Kubernetes.Resources;

/// <summary>How an endpoint is doing. The API says how null reads: as ready and serving, and as not terminating.</summary>
public sealed record EndpointConditions
{
    /// <summary>Takes new connections.</summary>
    public bool? Ready { get; init; }

    /// <summary>The same, said of terminating endpoints too.</summary>
    public bool? Serving { get; init; }

    /// <summary>On its way out.</summary>
    public bool? Terminating { get; init; }
}
