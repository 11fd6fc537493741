using DevLoop.PortForward;

namespace DevLoop.Forwarding.Sessions;

/// <summary>One session of a pool, and what the pool knows of it. Guarded by the pool.</summary>
/// <param name="session">The session.</param>
/// <param name="idleSince">The time of the pool's clock.</param>
internal sealed class PooledSession(IMultiplexedSession session, long idleSince)
{
    public IMultiplexedSession Session => session;

    /// <summary>The connections that it carries.</summary>
    public int Connections { get; private set; }

    /// <summary>When it carried none for the first time since the last one.</summary>
    public long IdleSince { get; set; } = idleSince;

    /// <summary>Whether it is being found out if something is left of its connections.</summary>
    public bool IsProbed { get; set; }

    /// <summary>
    /// Whether a connection has ended otherwise than by both ends of file, and no probe has shown since that nothing is left of it.
    /// The pod may not have read all that it was sent, and what is left would hold up a part of the server that serves other
    /// connections too.
    /// </summary>
    public bool IsSuspect { get; set; }

    /// <summary>Whether it is closed, or about to be as soon as it carries nothing.</summary>
    public bool IsRetired { get; set; }

    /// <summary>How many connections it has been given so far.</summary>
    public int Given { get; private set; }

    /// <summary>Whether a connection can be added beside those that it carries.</summary>
    public bool IsUsable => !IsRetired && !IsSuspect && session.CanOpen && !session.IsHeldUp;

    /// <summary>Whether it carries nothing, and nothing is left of what it carried.</summary>
    public bool IsIdle => Connections == 0 && !IsProbed && IsUsable;

    /// <summary>Begins a connection; null when the session turns out to take none.</summary>
    public ForwardedStream? TryOpen(int port, Func<StreamEnd, ValueTask> giveBack)
    {
        try
        {
            var stream = new PooledStream(session.Open(port), giveBack);
            Connections++;
            Given++;
            return stream;
        }
        catch (PortForwardException)
        {
            // It has just ended, or got its GOAWAY.
            IsRetired = true;
            return null;
        }
    }

    /// <summary>A connection is over.</summary>
    public void TakeBack(StreamEnd end)
    {
        Connections--;
        IsSuspect |= end != StreamEnd.Clean;
    }
}
