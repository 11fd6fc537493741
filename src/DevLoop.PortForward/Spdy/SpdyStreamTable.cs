namespace DevLoop.PortForward.Spdy;

/// <summary>The open streams of a session and the rules for their ids: odd ones are the client's, even ones the server's, both only grow.</summary>
internal sealed class SpdyStreamTable(SpdyRole role, int maxStreams)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, SpdyStream> _streams = [];
    private int _nextId = role == SpdyRole.Client ? 1 : 2;
    private int _lastPeerId;
    private bool _drains;
    private SessionEnd? _end;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _streams.Count;
            }
        }
    }

    /// <summary>The newest stream that the other side opened, for GOAWAY.</summary>
    public int LastPeerId
    {
        get
        {
            lock (_gate)
            {
                return _lastPeerId;
            }
        }
    }

    public bool CanAddPair
    {
        get
        {
            lock (_gate)
            {
                return WhyNotAddPair() is null;
            }
        }
    }

    /// <summary>Adds two streams of this side. What <paramref name="announce"/> sends keeps the order of the ids.</summary>
    /// <exception cref="PortForwardException">There is no room, or the other side takes no more.</exception>
    public (SpdyStream First, SpdyStream Second) AddPair(Func<int, (SpdyStream First, SpdyStream Second)> create, Action<SpdyStream, SpdyStream> announce)
    {
        lock (_gate)
        {
            if (WhyNotAddPair() is { } reason)
            {
                throw reason;
            }

            var (first, second) = create(_nextId);
            _nextId = second.Id + 2;
            _streams.Add(first.Id, first);
            _streams.Add(second.Id, second);
            announce(first, second);
            return (first, second);
        }
    }

    /// <summary>Adds a stream of the other side; false when there is no room.</summary>
    /// <exception cref="SpdySessionException">Its id is not one that the other side may use now.</exception>
    public bool TryAddPeers(SpdyStream stream)
    {
        lock (_gate)
        {
            if (stream.Id % 2 == _nextId % 2 || stream.Id <= _lastPeerId)
            {
                throw new SpdySessionException(PortForwardError.ProtocolViolation, $"a stream with id {stream.Id} after {_lastPeerId}");
            }

            _lastPeerId = stream.Id;
            return _end is null && _streams.Count < maxStreams && _streams.TryAdd(stream.Id, stream);
        }
    }

    public SpdyStream? Find(int streamId)
    {
        lock (_gate)
        {
            return _streams.GetValueOrDefault(streamId);
        }
    }

    /// <summary>Whether a stream with this id is or was open.</summary>
    public bool WasOpened(int streamId)
    {
        lock (_gate)
        {
            return streamId % 2 == _nextId % 2 ? streamId < _nextId : streamId <= _lastPeerId;
        }
    }

    /// <summary>Takes a stream out. True when it was the last one of a table that drains.</summary>
    public bool Remove(SpdyStream stream)
    {
        lock (_gate)
        {
            return _streams.Remove(stream.Id) && _drains && _streams.Count == 0;
        }
    }

    /// <summary>Takes no more streams of this side, and gives those out that the other side did not take any more.</summary>
    /// <param name="lastGoodId">The newest stream of this side that the other side still cares for.</param>
    public IReadOnlyList<SpdyStream> Drain(int lastGoodId)
    {
        lock (_gate)
        {
            _drains = true;
            SpdyStream[] refused = [.. _streams.Values.Where(s => s.Id % 2 == _nextId % 2 && s.Id > lastGoodId)];
            foreach (var stream in refused)
            {
                _streams.Remove(stream.Id);
            }

            return refused;
        }
    }

    /// <summary>Takes no more streams of either side, and gives those out that were open.</summary>
    public IReadOnlyList<SpdyStream> Close(SessionEnd end)
    {
        lock (_gate)
        {
            _end = end;
            SpdyStream[] open = [.. _streams.Values];
            _streams.Clear();
            return open;
        }
    }

    private PortForwardException? WhyNotAddPair()
    {
        if (_end is not null)
        {
            return _end.ToException();
        }

        if (_drains || _nextId > SpdyFrameHeader.MaxStreamId - 4)
        {
            return new PortForwardException(PortForwardError.ClosedByPeer, "The session takes no more connections.");
        }

        return _streams.Count + 2 > maxStreams
            ? new PortForwardException(PortForwardError.TooManyConnections, $"The session carries {_streams.Count / 2} connections, as many as it may.")
            : null;
    }
}
