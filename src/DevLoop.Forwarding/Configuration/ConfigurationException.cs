namespace DevLoop.Forwarding.Configuration;

/// <summary>The configuration files have errors. The message tells how many; each has its own sentence.</summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>Of all the problems that were found, errors or not.</summary>
    public ConfigurationException(IReadOnlyList<ConfigurationProblem> problems)
        : base(MessageOf(problems)) => Problems = problems;

    /// <summary>All of them, in the order of their places.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems { get; }

    private static string MessageOf(IReadOnlyList<ConfigurationProblem> problems) => problems.Count(p => p.Severity == ProblemSeverity.Error) switch
    {
        1 => "The configuration has an error: correct it and try again.",
        var count => $"The configuration has {count} errors: correct them and try again.",
    };
}
