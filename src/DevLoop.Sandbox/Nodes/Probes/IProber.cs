using DevLoop.Sandbox.Networking;
using DevLoop.Sandbox.Nodes.Specs;

namespace DevLoop.Sandbox.Nodes.Probes;

/// <summary>Runs single probes.</summary>
internal interface IProber
{
    /// <summary>Probes a container once. A probe that takes longer than its timeout has failed.</summary>
    /// <exception cref="OperationCanceledException">The container ended meanwhile.</exception>
    Task<ProbeResult> ProbeAsync(ProbeSpec probe, ContainerSpec container, PodAddress pod, CancellationToken cancellationToken);
}
