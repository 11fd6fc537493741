namespace DevLoop.Forwarding.Configuration.Files;

/// <summary>What the configuration files say about port forwarding, and all that is wrong with them.</summary>
public sealed record PortForwardConfiguration
{
    /// <summary>What is to be forwarded: of required files first, then as it stands. None when there are errors.</summary>
    public required IReadOnlyList<PortForwardResource> Resources { get; init; }

    /// <summary>What is wrong, in the order of the places.</summary>
    public required IReadOnlyList<ConfigurationProblem> Problems { get; init; }

    /// <summary>The full path of the file that the others are required by; null when there is none.</summary>
    public string? MainFile { get; init; }

    /// <summary>The files that were read, in that order, relative to the working directory where they are below it.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The names of the profiles that are active in any document, in the order in which they were applied.</summary>
    public required IReadOnlyList<string> ActiveProfiles { get; init; }

    /// <summary>The full paths of all files on which it depends, also of those that do not exist.</summary>
    public required IReadOnlyCollection<string> Dependencies { get; init; }

    /// <summary>Whether it can be used.</summary>
    public bool HasErrors => Problems.Any(p => p.Severity == ProblemSeverity.Error);

    /// <summary>Does nothing when it can be used.</summary>
    /// <exception cref="ConfigurationException">It has errors.</exception>
    public void ThrowIfErrors()
    {
        if (HasErrors)
        {
            throw new ConfigurationException(Problems);
        }
    }

    /// <summary>Whether the other one asks for the same forwards and has the same problems.</summary>
    public bool IsSameAs(PortForwardConfiguration other) =>
        Problems.SequenceEqual(other.Problems)
        && Resources.Count == other.Resources.Count
        && Resources.Zip(other.Resources).All(pair => pair.First.IsSameAs(pair.Second));
}
