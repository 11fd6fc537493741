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
    private readonly Lock _gate = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _watchers = [];
    private int _disposed;

    /// <summary>The targets of all attempts, in order.</summary>
    public IReadOnlyCollection<ForwardTarget> Targets => _targets;

    /// <summary>The sessions that were opened and not disposed of.</summary>
    public int OpenSessions => _sessions.Count(s => !s.IsDisposed);

    /// <summary>The sessions that were disposed of.</summary>
    public int Disposed
    {
        get
        {
            lock (_gate)
            {
                return _disposed;
            }
        }
    }

    /// <summary>Completes once so many sessions were disposed of.</summary>
    public Task WaitForDisposedAsync(int count)
    {
        lock (_gate)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _watchers.Add((count, reached));
            Tell();
            return reached.Task;
        }
    }

    public Task<IPortForwardSession> OpenAsync(ForwardTarget target, CancellationToken cancellationToken)
    {
        int attempt;
        lock (_targets)
        {
            _targets.Enqueue(target);
            attempt = _targets.Count;
        }

        var session = new ScriptedSession(script(target, attempt), OnDisposed);
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

    private void OnDisposed()
    {
        lock (_gate)
        {
            _disposed++;
            Tell();
        }
    }

    private void Tell()
    {
        foreach (var watcher in _watchers.Where(w => w.Count <= _disposed))
        {
            watcher.Reached.TrySetResult();
        }
    }

    private sealed class ScriptedSession(ScriptedPod pod, Action disposed) : IPortForwardSession
    {
        private readonly TaskCompletionSource<SessionEnd> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsDisposed => _completion.Task.IsCompleted;

        public Task<SessionEnd> Completion => _completion.Task;

        public bool CanOpen => !IsDisposed;

        public ForwardedStream Open(int port) => new ScriptedStream(pod, port);

        public ValueTask DisposeAsync()
        {
            if (_completion.TrySetResult(new SessionEnd(PortForwardError.Closed, "closed")))
            {
                disposed();
            }

            return ValueTask.CompletedTask;
        }
    }
}
