using System.Net;
using DevLoop.EndToEnd.Tests.Containerd.Cri;

namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>A pod that runs: an echo on 7000, a source on 7001, a sink on 7002, HTTP on 8080 (<c>demo.c</c>).</summary>
/// <param name="Name">Its name, in the namespace <c>default</c>, and its host name.</param>
/// <param name="SandboxId">What the runtime calls the pod.</param>
/// <param name="ContainerId">What the runtime calls its one container.</param>
/// <param name="Address">On a network that the host has no route to.</param>
internal sealed record DemoPod(string Name, string SandboxId, string ContainerId, IPAddress Address)
{
    /// <summary>What the pod was started with.</summary>
    public required PodSandboxConfig Sandbox { get; init; }

    /// <summary>What its container was started with.</summary>
    public required ContainerConfig Container { get; init; }
}
