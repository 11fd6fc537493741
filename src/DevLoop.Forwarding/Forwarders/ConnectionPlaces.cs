namespace DevLoop.Forwarding.Forwarders;

/// <summary>
/// How many connections one forward may have: without a bound, a client that connects in a loop uses up this process's files and
/// memory. Thread-safe.
/// </summary>
internal sealed class ConnectionPlaces
{
    /// <summary>The most connections that are open at a time, held ones among them. Each takes two files and two buffers.</summary>
    public const int MaxOpen = 1000;

    /// <summary>While this many are held, because there is no pod or it could not be connected to yet, no other one is taken.</summary>
    public const int MaxHeld = 250;

    private readonly Lock _gate = new();
    private int _open;
    private int _held;
    private bool _isFull;

    /// <summary>A place for one more connection; null when there is none.</summary>
    /// <param name="held">Whether it has to be held at first.</param>
    /// <param name="news">
    /// Why there is none, in words for a person, for the first connection that gets none; null for the others until a tenth of
    /// the places is free again.
    /// </param>
    public ConnectionPlace? TryTake(bool held, out string? news)
    {
        lock (_gate)
        {
            news = null;
            if (_open < MaxOpen && _held < MaxHeld)
            {
                _open++;
                var place = new ConnectionPlace(this);
                if (held)
                {
                    place.Hold();
                }

                return place;
            }

            if (!_isFull)
            {
                _isFull = true;
                news = _open >= MaxOpen
                    ? $"{MaxOpen} connections are open; more are reset until some of these end"
                    : $"{MaxHeld} connections wait for a pod; more are reset until these are through";
            }

            return null;
        }
    }

    /// <summary>A place is free again.</summary>
    internal void GiveBack()
    {
        lock (_gate)
        {
            _open--;
            _isFull &= _open > MaxOpen * 9 / 10 || _held > MaxHeld * 9 / 10;
        }
    }

    /// <summary>One more connection waits for a pod, or one less.</summary>
    internal void CountHeld(int change)
    {
        lock (_gate)
        {
            _held += change;
        }
    }
}
