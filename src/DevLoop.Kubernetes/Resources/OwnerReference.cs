namespace DevLoop.Kubernetes.Resources;

/// <summary>An object that another one belongs to.</summary>
public sealed record OwnerReference
{
    /// <summary>Group and version, such as <c>apps/v1</c>.</summary>
    public string ApiVersion { get; init => field = value ?? ""; } = "";

    /// <summary>The kind, such as <c>ReplicaSet</c>.</summary>
    public string Kind { get; init => field = value ?? ""; } = "";

    /// <summary>The owner's name.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>The owner's uid, which tells it from one that had the name before.</summary>
    public string Uid { get; init => field = value ?? ""; } = "";

    /// <summary>Whether this owner is the one that controls the object.</summary>
    public bool Controller { get; init; }
}
