namespace DevLoop.Forwarding.Configuration;

/// <summary>How bad a <see cref="ConfigurationProblem"/> is.</summary>
public enum ProblemSeverity
{
    /// <summary>Nothing of the configuration can be used.</summary>
    Error,

    /// <summary>It can be used, but hardly means what somebody wanted.</summary>
    Warning,
}
