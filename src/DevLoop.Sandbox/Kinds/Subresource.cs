namespace DevLoop.Sandbox.Kinds;

/// <summary>A subresource as discovery lists it.</summary>
internal sealed record Subresource(string Name, string Kind, IReadOnlyList<string> Verbs)
{
    /// <summary>The group of <see cref="Kind"/>; null for that of the object itself.</summary>
    public string? Group { get; init; }

    /// <summary>The version of <see cref="Kind"/>; null for that of the object itself.</summary>
    public string? Version { get; init; }
}
