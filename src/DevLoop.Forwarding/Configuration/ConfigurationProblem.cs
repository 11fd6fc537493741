namespace DevLoop.Forwarding.Configuration;

/// <summary>Something that is wrong in a configuration file.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Sentence">What is wrong and what to do.</param>
public sealed record ConfigurationProblem(ProblemSeverity Severity, SourcePlace Place, string Sentence)
{
    /// <summary><c>file:line:column: error: sentence</c>.</summary>
    public override string ToString() => $"{Place}: {(Severity == ProblemSeverity.Error ? "error" : "warning")}: {Sentence}";
}
