using DevLoop.Forwarding.Targets;

namespace DevLoop.Forwarding.Sessions;

/// <summary>What the sessions of a pod need to have done. Each call comes back at once, and its outcome is told later.</summary>
internal interface ISessionWork
{
    /// <summary>Opens a session to the target's pod.</summary>
    void Dial(ForwardTarget target);

    /// <summary>Finds out whether anything is left of a session's connections.</summary>
    void Probe(ForwardTarget target, PooledSession session);

    /// <summary>Closes a session.</summary>
    void Close(PooledSession session);

    /// <summary>A connection that has ended comes back, see <see cref="PodSessions.TakeBack"/>. From outside of the pool's guard.</summary>
    void TakeBack(ForwardTarget target, PooledSession session, StreamEnd end);

    /// <summary>Says that as many sessions as may be are held up.</summary>
    void SayFull(ForwardTarget target);
}
