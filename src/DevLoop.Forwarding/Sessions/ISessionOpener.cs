using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes;
using DevLoop.PortForward;

namespace DevLoop.Forwarding.Sessions;

/// <summary>Opens sessions to pods.</summary>
internal interface ISessionOpener
{
    /// <summary>Opens a session that can carry connections to the target's port. The caller disposes of it.</summary>
    /// <exception cref="KubernetesException">The cluster refuses, or cannot be talked to.</exception>
    Task<IPortForwardSession> OpenAsync(ForwardTarget target, CancellationToken cancellationToken);
}
