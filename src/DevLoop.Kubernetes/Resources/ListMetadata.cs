namespace DevLoop.Kubernetes.Resources;

/// <summary>What a list says of itself.</summary>
public sealed record ListMetadata
{
    /// <summary>The version of the whole list; opaque.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Asks for the next page; null or empty on the last.</summary>
    public string? Continue { get; init; }
}
