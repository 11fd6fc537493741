using System.Threading.Channels;

namespace DevLoop.Sandbox.Controllers;

/// <summary>Keys to look at, each once however often it was added before its turn: no more entries than there are objects.</summary>
internal sealed class WorkQueue(TimeProvider clock)
{
    // Timers cannot be set further ahead than weeks. Whoever is woken too early looks and sets the next.
    private static readonly TimeSpan MaxDelay = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly HashSet<ObjectKey> _waiting = [];
    private readonly Dictionary<ObjectKey, (ITimer Timer, DateTimeOffset Due)> _later = [];
    private readonly Channel<ObjectKey> _keys = Channel.CreateUnbounded<ObjectKey>(new UnboundedChannelOptions { SingleReader = true });

    public void Add(ObjectKey key)
    {
        lock (_gate)
        {
            if (_waiting.Add(key))
            {
                _keys.Writer.TryWrite(key);
            }
        }
    }

    /// <summary>Adds a key when a time has come, after a day at the latest, unless that happens earlier for another reason.</summary>
    public void AddAt(ObjectKey key, DateTimeOffset due)
    {
        lock (_gate)
        {
            if (_later.TryGetValue(key, out var planned))
            {
                if (planned.Due <= due)
                {
                    return;
                }

                planned.Timer.Dispose();
            }

            var timer = clock.CreateTimer(_ => Fire(key, due), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _later[key] = (timer, due);
            var delay = due - clock.GetUtcNow();
            timer.Change(delay > MaxDelay ? MaxDelay : delay > TimeSpan.Zero ? delay : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        // A clock that was moved meanwhile has passed the time before the timer was set.
        if (clock.GetUtcNow() >= due)
        {
            Fire(key, due);
        }
    }

    /// <summary>The next key. A change after this adds it again.</summary>
    public async Task<ObjectKey> TakeAsync(CancellationToken stopping)
    {
        var key = await _keys.Reader.ReadAsync(stopping);
        lock (_gate)
        {
            _waiting.Remove(key);
        }

        return key;
    }

    /// <summary>Forgets what was to be added later.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            foreach (var (timer, _) in _later.Values)
            {
                timer.Dispose();
            }

            _later.Clear();
        }
    }

    private void Fire(ObjectKey key, DateTimeOffset due)
    {
        lock (_gate)
        {
            if (!_later.TryGetValue(key, out var planned) || planned.Due != due)
            {
                return;
            }

            planned.Timer.Dispose();
            _later.Remove(key);
        }

        Add(key);
    }
}
