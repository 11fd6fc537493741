namespace DevLoop.Forwarding.Configuration.Files;

/// <summary>What a change of the configuration files comes to.</summary>
/// <param name="InForce">What counts: what the files say, or, when that has errors, what they last said without.</param>
/// <param name="Problems">What is wrong with the files as they are.</param>
public sealed record ConfigurationUpdate(PortForwardConfiguration InForce, IReadOnlyList<ConfigurationProblem> Problems)
{
    /// <summary>Whether the files cannot be used as they are, so that an earlier state stays in force.</summary>
    public bool IsHeldBack => Problems.Any(p => p.Severity == ProblemSeverity.Error);
}
