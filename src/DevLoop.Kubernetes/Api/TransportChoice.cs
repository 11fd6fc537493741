namespace DevLoop.Kubernetes.Api;

/// <summary>Which transports to try, in which order: the one that worked last first.</summary>
internal sealed class TransportChoice(PortForwardTransport? forced)
{
    private static readonly PortForwardTransport[] ToPods = [PortForwardTransport.Tunnel, PortForwardTransport.Spdy, PortForwardTransport.V4Channel];

    /// <summary>A kubelet speaks no tunnel: with pods it is the API server that unwraps it.</summary>
    private static readonly PortForwardTransport[] ThroughNodes = [PortForwardTransport.Spdy, PortForwardTransport.V4Channel];

    private readonly Lock _gate = new();
    private PortForwardTransport? _toPods;
    private PortForwardTransport? _throughNodes;

    public bool IsForced => forced is not null;

    /// <summary>Whether a transport is known to work.</summary>
    public bool IsSettled(PortForwardRequest request)
    {
        lock (_gate)
        {
            return (request.Node is null ? _toPods : _throughNodes) is not null;
        }
    }

    public IReadOnlyList<PortForwardTransport> For(PortForwardRequest request)
    {
        if (forced is { } only)
        {
            return [only];
        }

        var all = request.Node is null ? ToPods : ThroughNodes;
        PortForwardTransport? known;
        lock (_gate)
        {
            known = request.Node is null ? _toPods : _throughNodes;
        }

        var able = all.Where(t => t != PortForwardTransport.V4Channel || request.Port is not null);
        return [.. able.OrderByDescending(t => t == known)];
    }

    /// <summary>Remembers what worked. True when that is news.</summary>
    public bool Worked(PortForwardRequest request, PortForwardTransport transport)
    {
        lock (_gate)
        {
            ref var known = ref request.Node is null ? ref _toPods : ref _throughNodes;
            var news = known != transport;
            known = transport;
            return news;
        }
    }
}
