namespace DevLoop.Forwarding.Discovery;

/// <summary>How a container is debugged: what is read of the annotation.</summary>
internal sealed record DebugConfiguration
{
    /// <summary>The ports that debuggers listen on, by what speaks there, such as <c>dlv</c>.</summary>
    public Dictionary<string, int>? Ports { get; init; }
}
