using DevLoop.Forwarding.Configuration;

namespace DevLoop.Forwarding.LocalPorts;

/// <summary>
/// Gives each entry of a run its local port. The socket that proves a port free is the one that serves it. Thread-safe.
/// </summary>
/// <param name="memory">What earlier runs leave and the next one finds; null for a run that stands by itself.</param>
/// <param name="strict">Whether an entry that cannot have the port that it would like gets none.</param>
internal sealed class LocalPortAllocator(LocalPortMemory? memory, bool strict)
{
    private const int MaxPortsOfThisRun = 10_000;

    private readonly Lock _gate = new();
    private readonly List<LocalPortBinding> _held = [];
    private readonly Dictionary<string, int> _ofThisRun = [];

    /// <summary>Whether an entry that cannot have the port that it would like gets none.</summary>
    public bool IsStrict => strict;

    /// <summary>Binds a port for one entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="resourcePort">The number that its named port stands for, where its wish is that one.</param>
    /// <exception cref="LocalPortException">It can have none, or not the only one that it would take.</exception>
    public LocalPortBinding Bind(PortForwardEntry entry, int? resourcePort = null)
    {
        lock (_gate)
        {
            return Bind(new LocalPortRequest(entry, resourcePort), []);
        }
    }

    /// <summary>Binds a port for each entry that can have one, in the order of their claims: by origin, then as they come.</summary>
    public LocalPortBindings BindAll(IReadOnlyList<LocalPortRequest> requests)
    {
        var bound = new List<LocalPortBinding>();
        var failures = new List<LocalPortFailure>();
        lock (_gate)
        {
            foreach (var request in requests.OrderBy(r => r.Entry.Origin))
            {
                try
                {
                    bound.Add(Bind(request, requests.Where(r => r != request).Select(r => r.Wish).OfType<int>()));
                }
                catch (LocalPortException e)
                {
                    failures.Add(new LocalPortFailure(request.Entry, e));
                }
            }
        }

        return new LocalPortBindings(bound, failures);
    }

    private LocalPortBinding Bind(LocalPortRequest request, IEnumerable<int> wishesOfOthers)
    {
        _held.RemoveAll(b => b.Listener.IsClosed);
        UnavailablePort? wanted = null;
        LocalPortException? last = null;
        foreach (var port in LocalPortSearch.Candidates(request, Known(request.Entry, wishesOfOthers), strict))
        {
            var unavailable = TryBind(request.Entry, port, out var listener, ref last);
            if (listener is not null)
            {
                return Keep(request.Entry, listener, wanted);
            }

            wanted = port == request.Wish ? unavailable : wanted;
        }

        var isFixed = wanted is not null && (request.Entry.LocalPort.IsOnly ? last is null : strict);
        throw isFixed ? Refusal(request.Entry, wanted!, last) : last!;
    }

    private UnavailablePort? TryBind(PortForwardEntry entry, int port, out LocalListener? listener, ref LocalPortException? last)
    {
        listener = null;
        if (_held.Find(b => b.Listener.Port == port && b.Entry.Address.Overlaps(entry.Address)) is { } holder)
        {
            return new UnavailablePort(port, LocalPortError.TakenByEntry, holder.Entry);
        }

        try
        {
            listener = LocalListener.Bind(entry, port);
            return null;
        }
        catch (LocalPortException e) when (e.Error is LocalPortError.Taken or LocalPortError.NotPermitted)
        {
            last = e;
            return new UnavailablePort(port, e.Error);
        }
    }

    private KnownPorts Known(PortForwardEntry entry, IEnumerable<int> wishesOfOthers)
    {
        var ofEarlierRun = memory?.Recall(entry.Key);
        var ofOthers = memory?.PortsOfOthers(entry.Key) ?? [];
        if (ofEarlierRun is { } port)
        {
            ofOthers.Remove(port);
        }

        ofOthers.UnionWith(wishesOfOthers);
        return new KnownPorts
        {
            OfThisRun = _ofThisRun.TryGetValue(entry.Key, out var before) ? before : null,
            OfEarlierRun = ofEarlierRun,
            OfOthers = ofOthers,
        };
    }

    private LocalPortBinding Keep(PortForwardEntry entry, LocalListener listener, UnavailablePort? wanted)
    {
        var binding = new LocalPortBinding(entry, listener, wanted is null ? null : new MovedPort(entry, wanted, listener.Port));
        if (_ofThisRun.Count >= MaxPortsOfThisRun)
        {
            var held = _held.Select(b => b.Entry.Key).ToHashSet();
            foreach (var key in _ofThisRun.Keys.Where(k => !held.Contains(k)).ToList())
            {
                _ofThisRun.Remove(key);
            }
        }

        _held.Add(binding);
        _ofThisRun[entry.Key] = listener.Port;
        if (!entry.LocalPort.IsOnly)
        {
            memory?.Remember(entry.Key, listener.Port);
        }

        return binding;
    }

    private static LocalPortException Refusal(PortForwardEntry entry, UnavailablePort wanted, LocalPortException? reason)
    {
        var advice = wanted.Why switch
        {
            LocalPortError.Taken => "stop that program, or give the entry another local port",
            LocalPortError.TakenByEntry => "give one of the two another local port",
            _ => "give the entry another local port",
        };
        var rule = entry.LocalPort.IsOnly ? "would take no other" : "may have no other with --strict-ports";
        return new LocalPortException(wanted.Why, Sentence(EntryPhrase.Of(entry)), reason) { WithoutEntry = Sentence("it") };

        string Sentence(string phrase) => $"Local port {wanted.Port} on {entry.Address} {wanted.Problem}, and {phrase} {rule}: {advice}.";
    }
}
