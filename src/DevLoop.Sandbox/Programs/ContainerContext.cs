using DevLoop.Sandbox.Networking;

namespace DevLoop.Sandbox.Programs;

/// <summary>What a program sees of the container it runs in.</summary>
/// <param name="HostName">The pod's name: what <c>hostname</c> answers in a container.</param>
/// <param name="Environment">The container's environment variables.</param>
/// <param name="Network">The pod's address to listen on.</param>
/// <param name="Log">The container's standard output.</param>
/// <param name="Time">The clock of every delay.</param>
internal sealed record ContainerContext(
    string HostName,
    IReadOnlyDictionary<string, string> Environment,
    PodAddress Network,
    ContainerLog Log,
    TimeProvider Time);
