namespace DevLoop.Cli.Console;

/// <summary>
/// What of one resource is news, and of which of its ports. They are forwards of their own, which see the same changes one after the
/// other: what the first one says it says for all, and the others come after. From when one of them waits by itself each speaks for
/// itself, until all are in one state again. A pod that cannot start goes round in a circle of reasons, which is said once.
/// </summary>
internal sealed class ResourceNews
{
    /// <summary>More than that are not told apart: reasons hold counts.</summary>
    private const int MaxSaid = 100;

    private readonly Dictionary<string, Port> _ports = new(StringComparer.Ordinal);
    private bool _isApart;

    /// <summary>Whether it has no forward.</summary>
    public bool IsEmpty => _ports.Count == 0;

    /// <summary>A forward waits.</summary>
    /// <param name="entry">Its key.</param>
    /// <param name="topic">What tells the wait from others: its line, or what is the same in several of them.</param>
    /// <param name="isOfPort">Whether it waits for what only its port lacks.</param>
    public NewsScope Wait(string entry, string topic, bool isOfPort)
    {
        var port = PortOf(entry);
        _isApart |= isOfPort || (!port.HasPod && _ports.Values.Any(p => p.HasPod));
        Enter(port, topic, hasPod: false);
        return Say(port, topic, isOfPort);
    }

    /// <summary>A forward goes to another pod than before, or to one again; what troubles it from then on is news.</summary>
    /// <param name="entry">Its key.</param>
    /// <param name="pod">The pod's uid.</param>
    public NewsScope Move(string entry, string pod)
    {
        var port = PortOf(entry);
        Enter(port, pod, hasPod: true);
        var scope = Say(port, pod, isOfPort: false);
        port.Said.Clear();
        return scope;
    }

    /// <summary>A forward is up, which is said of each: what troubles it from then on is news.</summary>
    /// <param name="entry">Its key.</param>
    /// <param name="pod">The uid of its first pod.</param>
    public void Start(string entry, string pod)
    {
        var port = PortOf(entry);
        Enter(port, pod, hasPod: true);
        port.Said.Clear();
    }

    /// <summary>A forward has trouble. Gives whether that was not said since the last change of its pod.</summary>
    /// <param name="entry">Its key.</param>
    /// <param name="line">What is to be said.</param>
    public bool Trouble(string entry, string line) => PortOf(entry).Remember(line);

    /// <summary>A forward is over.</summary>
    /// <param name="entry">Its key.</param>
    public void End(string entry)
    {
        _ports.Remove(entry);
        Join();
    }

    private Port PortOf(string entry)
    {
        if (!_ports.TryGetValue(entry, out var port))
        {
            // What was said for all ports was said for this one too.
            _ports.Add(entry, port = new Port(_isApart ? [] : _ports.Values.FirstOrDefault()?.Said ?? []));
        }

        return port;
    }

    private void Enter(Port port, string state, bool hasPod)
    {
        (port.State, port.HasPod) = (state, hasPod);
        Join();
    }

    private void Join() => _isApart &= _ports.Values.Select(p => p.State).OfType<string>().Distinct(StringComparer.Ordinal).Skip(1).Any();

    private NewsScope Say(Port port, string topic, bool isOfPort)
    {
        if (!port.Remember(topic))
        {
            return NewsScope.None;
        }

        if (isOfPort || _isApart)
        {
            return NewsScope.Port;
        }

        foreach (var other in _ports.Values)
        {
            other.Remember(topic);
        }

        return NewsScope.Resource;
    }

    /// <summary>One of the forwards.</summary>
    /// <param name="said">What was said for it already.</param>
    private sealed class Port(IEnumerable<string> said)
    {
        /// <summary>What it waits for, or its pod; null before it has told of either.</summary>
        public string? State { get; set; }

        public bool HasPod { get; set; }

        /// <summary>What was said of it since it last got a pod, by itself or by another one for all.</summary>
        public HashSet<string> Said { get; } = new(said, StringComparer.Ordinal);

        /// <returns>Whether it was not said yet.</returns>
        public bool Remember(string topic)
        {
            if (Said.Count >= MaxSaid)
            {
                Said.Clear();
            }

            return Said.Add(topic);
        }
    }
}
