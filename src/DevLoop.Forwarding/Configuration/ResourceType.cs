namespace DevLoop.Forwarding.Configuration;

/// <summary>The kinds of resource that a forward can name.</summary>
public enum ResourceType
{
    /// <summary>One pod, by its name.</summary>
    Pod,

    /// <summary>A Service: one of the pods that it selects.</summary>
    Service,
}
