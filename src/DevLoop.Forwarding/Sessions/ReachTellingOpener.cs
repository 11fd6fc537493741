using DevLoop.Forwarding.Reach;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes;
using DevLoop.PortForward;

namespace DevLoop.Forwarding.Sessions;

/// <summary>Opens sessions, and tells whether the cluster could be reached for them.</summary>
/// <param name="sessions">Who opens them.</param>
/// <param name="reach">Who is told.</param>
internal sealed class ReachTellingOpener(ISessionOpener sessions, ClusterReach reach) : ISessionOpener
{
    /// <inheritdoc/>
    public async Task<IPortForwardSession> OpenAsync(ForwardTarget target, CancellationToken cancellationToken)
    {
        try
        {
            return await reach.AskAsync(() => sessions.OpenAsync(target, cancellationToken));
        }
        catch (KubernetesException e)
        {
            reach.Failed(e);
            throw;
        }
    }
}
