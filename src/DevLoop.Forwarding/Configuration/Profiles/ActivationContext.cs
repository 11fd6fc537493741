namespace DevLoop.Forwarding.Configuration.Profiles;

/// <summary>What decides whether a profile is active by itself.</summary>
/// <param name="Command">The command that runs: dev, debug, run, deploy.</param>
/// <param name="KubeContext">The kubeconfig's context; null when it is not known.</param>
/// <param name="Variables">The environment.</param>
internal sealed record ActivationContext(string Command, string? KubeContext, IReadOnlyDictionary<string, string> Variables);
