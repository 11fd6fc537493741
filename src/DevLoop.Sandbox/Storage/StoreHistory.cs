namespace DevLoop.Sandbox.Storage;

/// <summary>
/// The last changes, one for each version without gaps, so that a version is an index. Not thread-safe: the store's lock guards it.
/// </summary>
internal sealed class StoreHistory
{
    private readonly StoreEvent[] _ring;
    private readonly long _first;

    public StoreHistory(int capacity, long first)
    {
        _ring = new StoreEvent[capacity];
        _first = first;
        Newest = first;
    }

    /// <summary>The version of the newest change.</summary>
    public long Newest { get; private set; }

    /// <summary>The oldest version from which every later change is still known.</summary>
    public long Oldest => Math.Max(_first, Newest - _ring.Length);

    public void Append(StoreEvent change)
    {
        Newest = change.ResourceVersion;
        _ring[Newest % _ring.Length] = change;
    }

    /// <summary>The change that made <paramref name="version"/>, which lies behind <see cref="Oldest"/> and not behind <see cref="Newest"/>.</summary>
    public StoreEvent At(long version) => _ring[version % _ring.Length];
}
