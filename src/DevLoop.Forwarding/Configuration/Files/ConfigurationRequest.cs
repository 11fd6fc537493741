namespace DevLoop.Forwarding.Configuration.Files;

/// <summary>Which configuration is wanted, and what its profiles and templates go by.</summary>
public sealed record ConfigurationRequest
{
    /// <summary>The file; null for <c>devloop.yaml</c>, else <c>skaffold.yaml</c>, in the working directory.</summary>
    public string? File { get; init; }

    /// <summary>Whether there may be none: then nothing is configured. Counts only without <see cref="File"/>.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The full path of the folder that relative paths start from.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The profiles to activate, and with a <c>-</c> before the name those to leave out, in order.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>The command that runs: <c>dev</c>, <c>debug</c>, <c>run</c> or <c>deploy</c>.</summary>
    public required string Command { get; init; }

    /// <summary>The kubeconfig's context; null when it is not known, so that no profile that asks for one activates itself.</summary>
    public string? KubeContext { get; init; }

    /// <summary>The environment variables, by name.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }
}
