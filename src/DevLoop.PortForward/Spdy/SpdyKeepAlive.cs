namespace DevLoop.PortForward.Spdy;

/// <summary>
/// Decides when to send a PING and when the other side counts as dead. Knows the time and what went over the wire, does no I/O.
/// Two PINGs go out before the verdict: a Kubernetes server spreads its frames over 5 workers, and a stream that its pod does not
/// read holds up one of them, with every fifth PING. It also reads no further once 50 frames wait behind such a stream, so
/// while that many of ours are unanswered, silence proves nothing, and the verdict is left to TCP.
/// </summary>
/// <param name="interval">The silence that is accepted without asking.</param>
/// <param name="timeout">The silence that is accepted after the first PING.</param>
/// <param name="time">The clock.</param>
internal sealed class SpdyKeepAlive(TimeSpan interval, TimeSpan timeout, TimeProvider time)
{
    /// <summary>Fewer than the 50 frames that a server parks, with room for what is on its way.</summary>
    internal const int MaxUnansweredDataFrames = 32;

    private readonly Lock _gate = new();
    private long _lastReceived = time.GetTimestamp();
    private long _firstPing;
    private int _pings;
    private int _dataFrames;

    /// <summary>Something came from the other side, or waits to be read: it is alive.</summary>
    public void OnReceived()
    {
        lock (_gate)
        {
            _lastReceived = time.GetTimestamp();
            _pings = 0;
            _dataFrames = 0;
        }
    }

    /// <summary>A data frame was queued for the other side.</summary>
    public void OnDataSent()
    {
        lock (_gate)
        {
            _dataFrames++;
        }
    }

    /// <summary>What to do now, and how long from now to ask again.</summary>
    public (SpdyKeepAliveAction Action, TimeSpan Next) Tick()
    {
        lock (_gate)
        {
            var silence = time.GetElapsedTime(_lastReceived);
            if (silence < interval)
            {
                return (SpdyKeepAliveAction.None, interval - silence);
            }

            if (_pings == 0)
            {
                _firstPing = time.GetTimestamp();
            }

            var waited = time.GetElapsedTime(_firstPing);
            if (waited >= timeout)
            {
                return _dataFrames < MaxUnansweredDataFrames
                    ? (SpdyKeepAliveAction.GiveUp, Timeout.InfiniteTimeSpan)
                    : (SpdyKeepAliveAction.None, interval);
            }

            if (_pings < 2 && waited >= _pings * (timeout / 2))
            {
                _pings++;
                return (SpdyKeepAliveAction.Ping, timeout / 2);
            }

            return (SpdyKeepAliveAction.None, timeout - waited);
        }
    }
}
