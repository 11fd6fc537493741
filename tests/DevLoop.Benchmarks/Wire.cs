namespace DevLoop.Benchmarks;

/// <summary>What carries a port-forward.</summary>
internal enum Wire
{
    /// <summary>SPDY/3.1 inside WebSocket messages.</summary>
    Tunnel,

    /// <summary>SPDY/3.1 itself.</summary>
    Spdy,
}
