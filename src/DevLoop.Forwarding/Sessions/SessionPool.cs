using DevLoop.Forwarding.Targets;
using DevLoop.PortForward;
using Microsoft.Extensions.Logging;

namespace DevLoop.Forwarding.Sessions;

/// <summary>
/// Keeps the sessions of a run for the connections to come, for each pod by itself. A wire whose sessions carry one connection to
/// one port, for which the server connects to the pod at once, leaves nothing to keep: there each connection opens its own.
/// Thread-safe.
/// </summary>
internal sealed class SessionPool : IPodConnector, ISessionWork
{
    private readonly Lock _gate = new();

    /// <summary>By their uids.</summary>
    private readonly Dictionary<string, (PodSessions Sessions, ITimer Timer)> _pods = new(StringComparer.Ordinal);

    private readonly RunningTasks _tasks = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ISessionOpener _opener;
    private readonly SessionPoolOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private bool _isEnded;

    /// <summary>Whether sessions carry many connections, as the last one that was opened shows; not known before.</summary>
    private bool? _carriesMany;

    /// <param name="opener">Opens them.</param>
    /// <param name="options">Bounds and deadlines.</param>
    /// <param name="logger">Where to log.</param>
    /// <param name="time">The clock.</param>
    public SessionPool(ISessionOpener opener, SessionPoolOptions options, ILogger logger, TimeProvider time)
    {
        _opener = opener;
        _options = options;
        _logger = logger;
        _time = time;
    }

    /// <inheritdoc/>
    public async Task<ForwardedStream> ConnectAsync(ForwardTarget target, CancellationToken cancellationToken)
    {
        var request = new ConnectionRequest(target);
        if (TryAdd(request))
        {
            using var cancelling = cancellationToken.Register(() => Update(target, pod => pod.Cancel(request, cancellationToken)));
            if (await request.Stream is { } stream)
            {
                return stream;
            }
        }

        return await OpenAloneAsync(target, cancellationToken);
    }

    /// <inheritdoc/>
    public Task WarmAsync(ForwardTarget target, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isEnded, this);
            AddPod(target);
            Update(target, static pod => pod.ExpectDial());
        }

        return OpenAsync(target, cancellationToken);
    }

    /// <inheritdoc/>
    public void Leave(ForwardTarget target) => Update(target, pod => pod.Leave());

    /// <summary>Closes all sessions. To be called once nobody asks for connections any more.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isEnded)
            {
                return;
            }

            _isEnded = true;
            foreach (var (sessions, timer) in _pods.Values)
            {
                timer.Dispose();
                sessions.End();
            }

            _pods.Clear();
        }

        await _stop.CancelAsync();
        await _tasks.WhenAllEnded();
        _stop.Dispose();
    }

    /// <inheritdoc/>
    void ISessionWork.Dial(ForwardTarget target) => _tasks.Add(DialAsync(target));

    /// <inheritdoc/>
    void ISessionWork.Probe(ForwardTarget target, PooledSession session) => _tasks.Add(ProbeAsync(target, session, session.Given));

    /// <inheritdoc/>
    void ISessionWork.Close(PooledSession session) => _tasks.Add(CloseAsync(session.Session));

    /// <inheritdoc/>
    void ISessionWork.TakeBack(ForwardTarget target, PooledSession session, StreamEnd end) => Update(target, pod => pod.TakeBack(session, end));

    /// <inheritdoc/>
    void ISessionWork.SayFull(ForwardTarget target) => SessionPoolLog.Full(_logger, target.Pod, _options.MaxSessions + _options.MaxHeldUp);

    /// <summary>False when there is no session to wait for, since each connection has its own.</summary>
    private bool TryAdd(ConnectionRequest request)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isEnded, this);
            if (_carriesMany == false)
            {
                return false;
            }

            AddPod(request.Target);
            Update(request.Target, pod => pod.Add(request));
            return true;
        }
    }

    private void AddPod(ForwardTarget target)
    {
        if (!_pods.ContainsKey(target.Uid))
        {
            // What is due is found out after any change, also after none.
            var timer = _time.CreateTimer(_ => Update(target, static _ => { }), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _pods.Add(target.Uid, (new PodSessions(target, _options, this, _time), timer));
        }
    }

    /// <summary>Changes something about a pod, unless nothing is known of it, and does what follows from it.</summary>
    private void Update(ForwardTarget target, Action<PodSessions> change)
    {
        lock (_gate)
        {
            if (!_pods.TryGetValue(target.Uid, out var pod))
            {
                return;
            }

            change(pod.Sessions);
            pod.Timer.Change(pod.Sessions.OnTime(), Timeout.InfiniteTimeSpan);
            if (pod.Sessions.IsEmpty)
            {
                _pods.Remove(target.Uid);
                pod.Timer.Dispose();
            }
        }
    }

    private async Task DialAsync(ForwardTarget target)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await OpenAsync(target, _stop.Token);
        }
        catch (Exception e)
        {
            // Those who wait have it too, and the next connection tries again.
            SessionPoolLog.NotOpened(_logger, e, target.Pod);
        }
    }

    private async Task OpenAsync(ForwardTarget target, CancellationToken cancellationToken)
    {
        IPortForwardSession session;
        try
        {
            session = await _opener.OpenAsync(target, cancellationToken);
        }
        catch (Exception e)
        {
            Update(target, pod => pod.OnFailed(e));
            throw;
        }

        if (!TryKeep(session, target))
        {
            await session.DisposeAsync();
        }
    }

    private bool TryKeep(IPortForwardSession session, ForwardTarget target)
    {
        lock (_gate)
        {
            if (_isEnded)
            {
                return false;
            }

            _carriesMany = session is IMultiplexedSession;
            var isKept = true;
            if (session is IMultiplexedSession many)
            {
                var pooled = new PooledSession(many, _time.GetTimestamp());
                Update(target, pod => pod.OnOpened(pooled));
                _tasks.Add(WatchAsync(target, pooled));
            }
            else
            {
                Update(target, pod => isKept = pod.TryHandOut(session, target.Port));
            }

            return isKept;
        }
    }

    private async Task WatchAsync(ForwardTarget target, PooledSession session)
    {
        await session.Session.Completion;
        Update(target, pod => pod.OnEnded(session));
        await session.Session.DisposeAsync();
    }

    private async Task ProbeAsync(ForwardTarget target, PooledSession session, int given)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var isSound = false;
        try
        {
            using var limit = new CancellationTokenSource(_options.ProbeTimeout, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
            await session.Session.ProbeAsync(either.Token);
            isSound = true;
        }
        catch (Exception e) when (e is PortForwardException or OperationCanceledException)
        {
            SessionPoolLog.NotProven(_logger, e);
        }

        Update(target, pod => pod.OnProbed(session, given, isSound));
    }

    private static async Task CloseAsync(IMultiplexedSession session)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await session.DisposeAsync();
    }

    private async Task<ForwardedStream> OpenAloneAsync(ForwardTarget target, CancellationToken cancellationToken)
    {
        var session = await _opener.OpenAsync(target, cancellationToken);
        lock (_gate)
        {
            _carriesMany = session is IMultiplexedSession;
        }

        try
        {
            return new PooledStream(session.Open(target.Port), _ => session.DisposeAsync());
        }
        catch (PortForwardException)
        {
            await session.DisposeAsync();
            throw;
        }
    }
}
