namespace DevLoop.Forwarding.LocalPorts;

/// <summary>The content of a project's state file.</summary>
internal sealed record LocalPortState
{
    /// <summary>The project, for people who look into the file.</summary>
    public string? Project { get; init; }

    /// <summary>The process that holds the project's lock; null when none did as the file was written.</summary>
    public int? HeldBy { get; init; }

    /// <summary>The ports, by the keys of the entries.</summary>
    public IReadOnlyDictionary<string, RememberedPort?>? Ports { get; init; }
}
