using DevLoop.Forwarding.Targets;
using DevLoop.PortForward;

namespace DevLoop.Forwarding.Tests.Sessions;

/// <summary>One attempt to open a session, whose outcome the test decides.</summary>
internal sealed class ScriptedDial(ForwardTarget target, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<IPortForwardSession> _session = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ForwardTarget Target => target;

    public bool IsCancelled => cancellationToken.IsCancellationRequested;

    public Task<IPortForwardSession> Session => _session.Task.WaitAsync(cancellationToken);

    public ScriptedSession Succeed()
    {
        var session = new ScriptedSession(target.Pod);
        _session.SetResult(session);
        return session;
    }

    public void Succeed(IPortForwardSession session) => _session.SetResult(session);

    public void Fail(Exception e) => _session.SetException(e);
}
