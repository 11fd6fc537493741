using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes;
using DevLoop.PortForward;

namespace DevLoop.Forwarding.Sessions;

/// <summary>Connects to ports of pods.</summary>
internal interface IPodConnector : IAsyncDisposable
{
    /// <summary>
    /// Begins a connection to the target's port, on a session that is good for it now. The caller disposes of the stream.
    /// </summary>
    /// <exception cref="KubernetesException">The cluster refuses, or cannot be talked to.</exception>
    /// <exception cref="PortForwardException">The session broke as soon as it was open.</exception>
    Task<ForwardedStream> ConnectAsync(ForwardTarget target, CancellationToken cancellationToken);

    /// <summary>Opens a session to the target's pod, which the next connection can take where the wire allows that.</summary>
    /// <exception cref="KubernetesException">The cluster refuses, or cannot be talked to.</exception>
    Task WarmAsync(ForwardTarget target, CancellationToken cancellationToken);

    /// <summary>New connections go elsewhere: nothing is kept ready for the pod, until one comes for it again.</summary>
    void Leave(ForwardTarget target);
}
