using DevLoop.Forwarding.Configuration;

namespace DevLoop.Forwarding.Discovery;

/// <summary>What to look for in the cluster, and where.</summary>
/// <param name="Modes">What is forwarded; what users name themselves is not looked for.</param>
/// <param name="Run">Which objects.</param>
/// <param name="Namespaces">Where; null for all namespaces. One that does not exist yet has nothing in it.</param>
public sealed record DiscoveryScope(ForwardModes Modes, RunSelector Run, IReadOnlyList<string>? Namespaces)
{
    private const ForwardModes Discovered = ForwardModes.Services | ForwardModes.Pods | ForwardModes.Debug;

    /// <summary>Whether anything is looked for in the cluster.</summary>
    internal bool IsAny => (Modes & Discovered) != ForwardModes.None;

    /// <summary>What is looked for and where, for a sentence: <c>Service or pod with the label app=web in namespace default</c>.</summary>
    internal string Phrase
    {
        get
        {
            var kinds = !Modes.HasFlag(ForwardModes.Services) ? "pod"
                : (Modes & (ForwardModes.Pods | ForwardModes.Debug)) == ForwardModes.None ? "Service"
                : "Service or pod";
            var places = Namespaces switch
            {
                null => "any namespace",
                [var only] => $"namespace {only}",
                _ => $"the namespaces {string.Join(", ", Namespaces)}",
            };
            return $"{kinds} with the label {Run} in {places}";
        }
    }
}
