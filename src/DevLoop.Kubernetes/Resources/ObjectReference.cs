namespace DevLoop.Kubernetes.Resources;

/// <summary>Names an object.</summary>
public sealed record ObjectReference
{
    /// <summary>The kind, such as <c>Pod</c>.</summary>
    public string Kind { get; init => field = value ?? ""; } = "";

    /// <summary>The namespace; empty for the referrer's.</summary>
    public string Namespace { get; init => field = value ?? ""; } = "";

    /// <summary>The name.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>The uid.</summary>
    public string Uid { get; init => field = value ?? ""; } = "";
}
