using DevLoop.Forwarding.Targets;
using DevLoop.PortForward;

namespace DevLoop.Forwarding.Sessions;

/// <summary>
/// The sessions to one pod, and the connections that wait for one: decides which session a connection gets, and when one is opened
/// or closed. Guarded by the pool; waits for nothing.
/// </summary>
/// <param name="target">The pod.</param>
/// <param name="options">Bounds and deadlines.</param>
/// <param name="work">Who opens and closes.</param>
/// <param name="time">The clock.</param>
internal sealed class PodSessions(ForwardTarget target, SessionPoolOptions options, ISessionWork work, TimeProvider time)
{
    /// <summary>How often it is looked whether a session that was held up is so no longer, while connections wait for that.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly List<PooledSession> _sessions = [];
    private readonly LinkedList<ConnectionRequest> _waiting = [];
    private int _dials;
    private bool _wantsSpare;
    private bool _isLeft;
    private bool _saidFull;
    private long _lastUsed = time.GetTimestamp();

    /// <summary>Whether there is nothing to keep in mind.</summary>
    public bool IsEmpty => _sessions.Count == 0 && _dials == 0 && _waiting.Count == 0;

    private PooledSession? NewestIdle => _sessions.Where(s => s.IsIdle).MaxBy(s => s.IdleSince);

    private bool HasRoom =>
        _sessions.Count(s => s.IsUsable) + _dials < options.MaxSessions && _sessions.Count + _dials < options.MaxSessions + options.MaxHeldUp;

    /// <summary>A connection wants a session.</summary>
    public void Add(ConnectionRequest request)
    {
        _isLeft = false;
        _lastUsed = time.GetTimestamp();
        _waiting.AddLast(request);
        Serve();
    }

    /// <summary>A connection waits no longer. What is opened for it is somebody else's then.</summary>
    public void Cancel(ConnectionRequest request, CancellationToken cancellationToken)
    {
        if (_waiting.Remove(request))
        {
            request.Cancel(cancellationToken);
        }
    }

    /// <summary>A session is being opened, other than by <see cref="ISessionWork.Dial"/>.</summary>
    public void ExpectDial() => _dials++;

    /// <summary>A session is open.</summary>
    public void OnOpened(PooledSession session)
    {
        _dials--;
        _sessions.Add(session);
        Serve();
    }

    /// <summary>
    /// A session is open that carries one connection, to one port. Those that wait and for which none is being opened open their
    /// own: on this wire no session serves another one.
    /// </summary>
    /// <returns>Whether somebody waited for that port, and has it.</returns>
    public bool TryHandOut(IPortForwardSession session, int port)
    {
        _dials--;
        var request = _waiting.FirstOrDefault(r => r.Target.Port == port);
        if (request is not null)
        {
            _waiting.Remove(request);
            request.Serve(new PooledStream(session.Open(port), _ => session.DisposeAsync()));
        }

        ReleaseUnserved(r => r.Serve(null));
        return request is not null;
    }

    /// <summary>A session could not be opened. Those that no other one is being opened for wait no longer: they have waited for this one.</summary>
    public void OnFailed(Exception e)
    {
        _dials--;
        ReleaseUnserved(r => r.Fail(e));
    }

    /// <summary>A session is over. If it was not closed from this side, others may be as dead.</summary>
    public void OnEnded(PooledSession session)
    {
        session.IsRetired = true;
        if (_sessions.Remove(session))
        {
            CloseUnused();
            Serve();
        }
    }

    /// <summary>A connection on a session is over.</summary>
    public void TakeBack(PooledSession session, StreamEnd end)
    {
        _lastUsed = time.GetTimestamp();
        session.TakeBack(end);
        if (end == StreamEnd.Refused)
        {
            CloseUnused();
        }

        if (session.Connections == 0 && _sessions.Contains(session))
        {
            CloseOrProbe(session);
        }

        Serve();
    }

    /// <summary>What <see cref="ISessionWork.Probe"/> has found.</summary>
    /// <param name="session">The session.</param>
    /// <param name="given">How many connections it had been given when it was asked.</param>
    /// <param name="isSound">Whether nothing is left of them.</param>
    public void OnProbed(PooledSession session, int given, bool isSound)
    {
        session.IsProbed = false;
        session.IsRetired |= !isSound;
        if (session.Connections > 0 || !_sessions.Contains(session))
        {
            return;
        }

        if (session.IsRetired || session.Given != given)
        {
            CloseOrProbe(session);
        }
        else
        {
            session.IsSuspect = false;
            session.IdleSince = time.GetTimestamp();
        }

        Serve();
    }

    /// <summary>New connections go to another pod.</summary>
    public void Leave() => _isLeft = true;

    /// <summary>Ends all. To be called once nobody asks for connections any more.</summary>
    public void End()
    {
        _isLeft = true;
        _wantsSpare = false;
        foreach (var request in _waiting)
        {
            request.Cancel(CancellationToken.None);
        }

        _waiting.Clear();
        _sessions.ToList().ForEach(Close);
    }

    /// <summary>Does what the time asks for, and tells in how long it may ask again. To be called after each change, and then.</summary>
    public TimeSpan OnTime()
    {
        Serve();
        var next = CloseIdle();
        return _waiting.Count > _dials ? LookInterval : next ?? Timeout.InfiniteTimeSpan;
    }

    private void Serve()
    {
        while (_waiting.First is { Value: var request } && Choose() is { } session)
        {
            if (session.TryOpen(request.Target.Port, end => TakeBackAsync(session, end)) is { } stream)
            {
                _waiting.RemoveFirst();
                request.Serve(stream);
                _wantsSpare = true;
                _saidFull = false;
            }
            else if (session.Connections == 0)
            {
                Close(session);
            }
        }

        while (_waiting.Count > _dials && HasRoom)
        {
            Dial(_waiting.Last!.Value.Target);
        }

        if (_waiting.Count > _dials && _sessions.Count >= options.MaxSessions + options.MaxHeldUp && !_saidFull)
        {
            _saidFull = true;
            work.SayFull(target);
        }

        KeepSpare();
    }

    /// <summary>
    /// The session that was idle last, so that those that are not needed show. Where there is none, and a session may not be opened
    /// for each connection that waits, one that carries others already: better to share at once than to wait for a handshake.
    /// </summary>
    private PooledSession? Choose() =>
        NewestIdle ?? (_waiting.Count > _dials && !HasRoom ? _sessions.Where(s => s.IsUsable).MinBy(s => s.Connections) : null);

    /// <summary>One that fails is not tried again before the next connection: that one would fail too, and says so.</summary>
    private void KeepSpare()
    {
        if (_wantsSpare && !_isLeft && _dials <= _waiting.Count && HasRoom && NewestIdle is null && _sessions.Exists(s => s.Connections > 0))
        {
            _wantsSpare = false;
            Dial(target);
        }
    }

    private void Dial(ForwardTarget to)
    {
        _dials++;
        work.Dial(to);
    }

    private ValueTask TakeBackAsync(PooledSession session, StreamEnd end)
    {
        work.TakeBack(target, session, end);
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// A connection that both sides have ended proves little: a server that answers and hangs up may have left an upload unread.
    /// So each session is asked, off the way of connections, before it is kept for the next one.
    /// </summary>
    private void CloseOrProbe(PooledSession session)
    {
        if (session.IsRetired || _isLeft)
        {
            Close(session);
        }
        else if (!session.IsProbed)
        {
            session.IsProbed = true;
            work.Probe(target, session);
        }
    }

    private void ReleaseUnserved(Action<ConnectionRequest> release)
    {
        while (_waiting.Count > _dials)
        {
            var request = _waiting.First!.Value;
            _waiting.RemoveFirst();
            release(request);
        }
    }

    /// <summary>Closes idle sessions whose time is over, and tells in how long the next one's is.</summary>
    private TimeSpan? CloseIdle()
    {
        TimeSpan? next = null;
        var isInUse = _waiting.Count > 0 || _sessions.Exists(s => s.Connections > 0);
        var spare = _isLeft ? null : NewestIdle;
        foreach (var session in _sessions.Where(s => s is { Connections: 0, IsProbed: false } && !(s == spare && isInUse)).ToList())
        {
            var rest = session == spare
                ? options.SpareTime - time.GetElapsedTime(_lastUsed)
                : options.IdleTime - time.GetElapsedTime(session.IdleSince);
            if (_isLeft || rest <= TimeSpan.Zero)
            {
                Close(session);
            }
            else
            {
                next = rest > next ? next : rest;
            }
        }

        return next;
    }

    /// <summary>
    /// A pod that is gone, or a way to it that is dead, does not show on a session that carries nothing. The cluster tells it when
    /// the next connection has one opened.
    /// </summary>
    private void CloseUnused() => _sessions.Where(s => s.Connections == 0).ToList().ForEach(Close);

    private void Close(PooledSession session)
    {
        session.IsRetired = true;
        _sessions.Remove(session);
        work.Close(session);
    }
}
