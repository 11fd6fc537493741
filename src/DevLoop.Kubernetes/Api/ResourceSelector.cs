namespace DevLoop.Kubernetes.Api;

/// <summary>Which objects of a kind are meant; null means all.</summary>
public sealed record ResourceSelector
{
    /// <summary>By labels, such as <c>app=web,tier!=db</c>.</summary>
    public string? Label { get; init; }

    /// <summary>By fields, such as <c>metadata.name=web-0</c>.</summary>
    public string? Field { get; init; }

    /// <summary>All objects.</summary>
    public static ResourceSelector All { get; } = new();
}
