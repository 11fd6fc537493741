using DevLoop.Forwarding.Configuration;

namespace DevLoop.Forwarding.Discovery;

/// <summary>What to look for in the cluster, and where.</summary>
/// <param name="Modes">What is forwarded; what users name themselves is not looked for.</param>
/// <param name="Run">Which objects.</param>
/// <param name="Namespaces">Where; null for all namespaces. One that does not exist yet has nothing in it.</param>
public sealed record DiscoveryScope(ForwardModes Modes, RunSelector Run, IReadOnlyList<string>? Namespaces);
