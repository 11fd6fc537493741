using Microsoft.AspNetCore.Http;

namespace DevLoop.Sandbox.Faults;

/// <summary>What goes wrong with watches while they are answered.</summary>
internal sealed class WatchFaults
{
    private readonly Lock _gate = new();
    private readonly HashSet<OpenWatch> _open = [];
    private readonly List<string> _expiring = [];
    private int _omittingBookmarks;

    /// <summary>Whether no bookmarks are sent, whatever the client asked for.</summary>
    public bool OmitsBookmarks => Volatile.Read(ref _omittingBookmarks) > 0;

    /// <summary>Enters a watch; to be disposed at its end.</summary>
    public OpenWatch Open(HttpContext context)
    {
        var watch = new OpenWatch(context, Close);
        lock (_gate)
        {
            _open.Add(watch);
        }

        return watch;
    }

    /// <summary>Whether this watch of a kind is the one that has to expire.</summary>
    public bool TakeExpiry(string resource)
    {
        lock (_gate)
        {
            return _expiring.Remove(resource);
        }
    }

    public void ExpireNext(string resource)
    {
        lock (_gate)
        {
            _expiring.Add(resource);
        }
    }

    public void OmitBookmarks() => Interlocked.Increment(ref _omittingBookmarks);

    public void AllowBookmarks() => Interlocked.Decrement(ref _omittingBookmarks);

    /// <summary>Does something to every watch that is open.</summary>
    public void ForEach(Action<OpenWatch> action)
    {
        // Under the lock a watch is not disposed. What an end wakes is run elsewhere.
        lock (_gate)
        {
            foreach (var watch in _open.ToArray())
            {
                action(watch);
            }
        }
    }

    private void Close(OpenWatch watch)
    {
        lock (_gate)
        {
            _open.Remove(watch);
        }
    }
}
