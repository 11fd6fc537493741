namespace DevLoop.Forwarding.Configuration.Profiles;

/// <summary>An item of a profile's <c>activation</c>: all that it names must hold.</summary>
/// <param name="Command">A pattern for the command; null when any will do.</param>
/// <param name="Env">A variable and a pattern for its value; null when none is asked for.</param>
/// <param name="KubeContext">A pattern for the context; null when any will do.</param>
internal sealed record ProfileActivation(string? Command, (string Name, string Pattern)? Env, string? KubeContext)
{
    public bool IsMet(ActivationContext context) =>
        (Command is null || ActivationPattern.Matches(Command, context.Command))
        && (Env is not { } env || IsMet(env.Pattern, context.Variables.GetValueOrDefault(env.Name) ?? ""))
        && (KubeContext is null || (context.KubeContext is { } name && ActivationPattern.Matches(KubeContext, name)));

    /// <summary>An empty expression would be found in everything; Skaffold has it stand for an unset or empty variable.</summary>
    private static bool IsMet(string pattern, string value) => pattern.Length == 0 ? value.Length == 0 : ActivationPattern.Matches(pattern, value);
}
