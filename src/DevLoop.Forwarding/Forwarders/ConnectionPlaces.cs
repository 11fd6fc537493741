namespace DevLoop.Forwarding.Forwarders;

/// <summary>
/// How many connections one forward may have: without a bound, a client that connects in a loop uses up this process's files and
/// memory. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class ConnectionPlaces(TimeProvider time)
{
    /// <summary>The most connections that are open at a time, held ones among them. Each takes a file, and a buffer while bytes pass.</summary>
    public const int MaxOpen = 1000;

    /// <summary>While this many are held, because there is no pod or it could not be connected to yet, no other one is taken.</summary>
    public const int MaxHeld = 250;

    /// <summary>How long after one look for clients that have left there is no other one, however many ask for a place.</summary>
    public static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly HashSet<ConnectionPlace> _open = [];
    private readonly HashSet<ConnectionPlace> _held = [];
    private long? _lastSweep;
    private bool _saidFull;

    private bool HasPlace => _open.Count < MaxOpen && _held.Count < MaxHeld;

    /// <summary>
    /// A place for one more connection; null when there is none. When the places have run out, those of held connections whose
    /// clients have left are free: only then, since nothing tells of that but a look at each of them.
    /// </summary>
    /// <param name="held">Whether it has to be held at first.</param>
    /// <param name="hasClientLeft">Whether the client of a held connection is gone; must be quick.</param>
    /// <param name="news">
    /// Why there is none, in words for a person, for the first connection that gets none; null for the others until a tenth of
    /// the places is free again.
    /// </param>
    public ConnectionPlace? TryTake(bool held, Func<bool> hasClientLeft, out string? news)
    {
        lock (_gate)
        {
            news = null;
            if (!HasPlace)
            {
                Sweep();
            }

            if (HasPlace)
            {
                var place = new ConnectionPlace(this, hasClientLeft);
                _open.Add(place);
                if (held)
                {
                    _held.Add(place);
                }

                return place;
            }

            if (!_saidFull)
            {
                _saidFull = true;
                news = _open.Count >= MaxOpen
                    ? $"{MaxOpen} connections are open; more are reset until some of these end"
                    : $"{MaxHeld} connections wait for a pod; more are reset until these are through";
            }

            return null;
        }
    }

    /// <summary>The connection waits for a pod.</summary>
    internal void Hold(ConnectionPlace place)
    {
        lock (_gate)
        {
            if (_open.Contains(place))
            {
                _held.Add(place);
            }
        }
    }

    /// <summary>The connection has reached its pod.</summary>
    internal void Through(ConnectionPlace place)
    {
        lock (_gate)
        {
            _held.Remove(place);
            NoteRoom();
        }
    }

    /// <summary>The place is free again.</summary>
    internal void GiveBack(ConnectionPlace place)
    {
        lock (_gate)
        {
            Free(place);
        }
    }

    private void Sweep()
    {
        if (_lastSweep is { } last && time.GetElapsedTime(last) < SweepInterval)
        {
            return;
        }

        _lastSweep = time.GetTimestamp();
        foreach (var place in _held.Where(p => p.HasClientLeft).ToList())
        {
            Free(place);
            place.TakeAway();
        }
    }

    private void Free(ConnectionPlace place)
    {
        _held.Remove(place);
        _open.Remove(place);
        NoteRoom();
    }

    /// <summary>
    /// A tenth of both has to be free before running out is news again: else each connection that ends would make news of the next
    /// one that gets no place.
    /// </summary>
    private void NoteRoom()
    {
        if (_open.Count <= MaxOpen * 9 / 10 && _held.Count <= MaxHeld * 9 / 10)
        {
            _saidFull = false;
        }
    }
}
