namespace DevLoop.Kubernetes.Resources;

/// <summary>A rule for one label.</summary>
public sealed record LabelRequirement
{
    /// <summary>The label.</summary>
    public string Key { get; init => field = value ?? ""; } = "";

    /// <summary>In, NotIn, Exists or DoesNotExist.</summary>
    public string Operator { get; init => field = value ?? ""; } = "";

    /// <summary>The values of In and NotIn.</summary>
    public IReadOnlyList<string> Values { get; init => field = Received.List(value); } = [];

    /// <summary>The form that <c>labelSelector</c> takes in a request.</summary>
    public override string ToString() => Operator switch
    {
        "In" => $"{Key} in ({string.Join(',', Values)})",
        "NotIn" => $"{Key} notin ({string.Join(',', Values)})",
        "DoesNotExist" => $"!{Key}",
        _ => Key,
    };
}
