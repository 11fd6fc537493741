namespace DevLoop.PortForward;

/// <summary>A session that carries many connections, to any port of its pod, side by side and one after the other.</summary>
public interface IMultiplexedSession : IPortForwardSession
{
    /// <summary>
    /// Whether one connection holds up the others: its reader has let its buffer fill up, or as much as may wait to be sent to
    /// the pod waits. A new connection would hang until that has passed.
    /// </summary>
    bool IsHeldUp { get; }

    /// <summary>
    /// Completes once the other side has shown that nothing is left of earlier connections that holds up any part of it. On a
    /// session that carries connections it may wait for as long as these do.
    /// </summary>
    /// <exception cref="PortForwardException">The session has ended.</exception>
    /// <exception cref="OperationCanceledException">Cancelled. The session goes on.</exception>
    Task ProbeAsync(CancellationToken cancellationToken);
}
