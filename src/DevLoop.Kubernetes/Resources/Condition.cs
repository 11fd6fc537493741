namespace DevLoop.Kubernetes.Resources;

/// <summary>One aspect of an object's state.</summary>
public sealed record Condition
{
    /// <summary>Which aspect, such as <c>Ready</c>.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    /// <summary>True, False or Unknown.</summary>
    public string Status { get; init => field = value ?? "Unknown"; } = "Unknown";

    /// <summary>Why, in one word.</summary>
    public string? Reason { get; init; }

    /// <summary>The same for people.</summary>
    public string? Message { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>Whether the status is True.</summary>
    public bool IsTrue => Status == "True";
}
