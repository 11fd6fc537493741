namespace DevLoop.PortForward.Spdy;

/// <summary>
/// Decides when to send a PING and when the other side counts as dead. Knows the time and what went over the wire, does no I/O.
/// Two PINGs go out before the verdict: a Kubernetes server spreads its frames over 5 workers, and a stream that its pod does not
/// read holds up one of them, with every fifth PING. It also reads no further once 50 frames wait behind such a stream, and on a
/// slow line an answer waits behind the data that was sent before the PING: while that much of ours is unanswered, silence proves
/// nothing, and the verdict is left to who sees whether TCP gets its acknowledgements.
/// </summary>
/// <param name="interval">The silence that is accepted without asking.</param>
/// <param name="timeout">The silence that is accepted after the first PING.</param>
/// <param name="time">The clock.</param>
internal sealed class SpdyKeepAlive(TimeSpan interval, TimeSpan timeout, TimeProvider time)
{
    /// <summary>Fewer than the 50 frames that a server parks, with room for what is on its way.</summary>
    internal const int MaxUnansweredFrames = 32;

    /// <summary>What even a line of 13 KB a second carries within the default timeout.</summary>
    internal const int MaxUnansweredBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private long _lastReceived = time.GetTimestamp();
    private long _lastPing;
    private int _pings;
    private int _unansweredFrames;
    private long _unansweredBytes;

    /// <summary>Something came from the other side, or waits to be read: it is alive.</summary>
    public void OnReceived()
    {
        lock (_gate)
        {
            _lastReceived = time.GetTimestamp();
            _pings = 0;
            _unansweredFrames = 0;
            _unansweredBytes = 0;
        }
    }

    /// <summary>A data frame was queued for the other side.</summary>
    public void OnDataSent(int bytes)
    {
        lock (_gate)
        {
            _unansweredFrames++;
            _unansweredBytes += bytes;
        }
    }

    /// <summary>What to do now, and how long from now to ask again.</summary>
    /// <param name="queuedBytes">What still waits to be sent, from before the silence too.</param>
    public (SpdyKeepAliveAction Action, TimeSpan Next) Tick(long queuedBytes)
    {
        lock (_gate)
        {
            var silence = time.GetElapsedTime(_lastReceived);
            if (silence < interval)
            {
                return (SpdyKeepAliveAction.None, interval - silence);
            }

            var half = timeout / 2;
            if (_pings > 0)
            {
                var waited = time.GetElapsedTime(_lastPing);
                if (waited < half)
                {
                    return (SpdyKeepAliveAction.None, half - waited);
                }
            }

            if (_pings == 2)
            {
                return _unansweredFrames < MaxUnansweredFrames && Math.Max(_unansweredBytes, queuedBytes) < MaxUnansweredBytes
                    ? (SpdyKeepAliveAction.GiveUp, Timeout.InfiniteTimeSpan)
                    : (SpdyKeepAliveAction.None, interval);
            }

            _pings++;
            _lastPing = time.GetTimestamp();
            return (SpdyKeepAliveAction.Ping, half);
        }
    }
}
