namespace DevLoop.Kubernetes.Resources;

/// <summary>The metadata that every object has, see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/.</summary>
public sealed record ObjectMetadata
{
    /// <summary>Unique among the kind's objects in the namespace, at one time.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Empty for kinds without one.</summary>
    public string Namespace { get; init => field = value ?? ""; } = "";

    /// <summary>Unique for all time: a pod that was made anew under its old name has another.</summary>
    public string Uid { get; init => field = value ?? ""; } = "";

    /// <summary>The version of this object; opaque.</summary>
    public string ResourceVersion { get; init => field = value ?? ""; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>Set once it is being deleted: when it must be gone.</summary>
    public DateTimeOffset? DeletionTimestamp { get; init; }

    /// <summary>What selectors match.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init => field = Received.Map(value); } = Received.EmptyMap;

    /// <summary>What tools note on it, without kubectl's copy of the whole object.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init => field = Received.Annotations(value); } = Received.EmptyMap;

    /// <summary>The objects that it belongs to.</summary>
    public IReadOnlyList<OwnerReference> OwnerReferences { get; init => field = Received.List(value); } = [];

    /// <summary>Whether it is being deleted.</summary>
    public bool IsBeingDeleted => DeletionTimestamp is not null;
}
