using System.Collections.Concurrent;
using DevLoop.Forwarding.Sessions;
using DevLoop.Forwarding.Targets;
using DevLoop.PortForward;

namespace DevLoop.Forwarding.Tests.Forwarders;

/// <summary>
/// A cluster as a forwarder sees it: each attempt to open a session does what the script says. As a connector it opens a session
/// for each connection.
/// </summary>
/// <param name="script">Gets the target and the number of the attempt, from 1. Gives what the pod does with a connection, or throws.</param>
internal sealed class ScriptedSessionOpener(Func<ForwardTarget, int, ScriptedPod> script) : ISessionOpener, IPodConnector
{
    private readonly ConcurrentQueue<ForwardTarget> _targets = new();
    private readonly ConcurrentQueue<ScriptedSession> _sessions = new();

    /// <summary>The targets of all attempts, in order.</summary>
    public IReadOnlyCollection<ForwardTarget> Targets => _targets;

    /// <summary>The sessions that were opened and not disposed of.</summary>
    public int OpenSessions => _sessions.Count(s => !s.IsDisposed);

    public Task<IPortForwardSession> OpenAsync(ForwardTarget target, CancellationToken cancellationToken)
    {
        int attempt;
        lock (_targets)
        {
            _targets.Enqueue(target);
            attempt = _targets.Count;
        }

        var session = new ScriptedSession(script(target, attempt));
        _sessions.Enqueue(session);
        return Task.FromResult<IPortForwardSession>(session);
    }

    public async Task<ForwardedStream> ConnectAsync(ForwardTarget target, CancellationToken cancellationToken)
    {
        var session = await OpenAsync(target, cancellationToken);
        return new PooledStream(session.Open(target.Port), _ => session.DisposeAsync());
    }

    public Task WarmAsync(ForwardTarget target, CancellationToken cancellationToken) => OpenAsync(target, cancellationToken);

    public void Leave(ForwardTarget target)
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class ScriptedSession(ScriptedPod pod) : IPortForwardSession
    {
        private readonly TaskCompletionSource<SessionEnd> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsDisposed => _completion.Task.IsCompleted;

        public Task<SessionEnd> Completion => _completion.Task;

        public bool CanOpen => !IsDisposed;

        public ForwardedStream Open(int port) => new ScriptedStream(pod, port);

        public ValueTask DisposeAsync()
        {
            _completion.TrySetResult(new SessionEnd(PortForwardError.Closed, "closed"));
            return ValueTask.CompletedTask;
        }
    }
}
