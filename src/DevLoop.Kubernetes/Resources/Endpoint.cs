namespace DevLoop.Kubernetes.Resources;

/// <summary>One endpoint behind a Service.</summary>
public sealed record Endpoint
{
    /// <summary>Its addresses; consumers use the first.</summary>
    public IReadOnlyList<string> Addresses { get; init => field = Received.List(value); } = [];

    /// <summary>How it is doing.</summary>
    public EndpointConditions Conditions { get; init => field = value ?? new EndpointConditions(); } = new();

    /// <summary>The object behind it, as a rule a pod; null when there is none.</summary>
    public ObjectReference? TargetRef { get; init; }

    /// <summary>The node it is on.</summary>
    public string? NodeName { get; init; }
}
