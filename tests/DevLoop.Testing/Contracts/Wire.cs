namespace DevLoop.Testing.Contracts;

/// <summary>The wires that carry port-forwarding, for <c>[TestFixture(Wire.Spdy)]</c>.</summary>
public enum Wire
{
    /// <summary>SPDY/3.1 frames on the upgraded connection.</summary>
    Spdy,

    /// <summary>The same frames inside WebSocket messages.</summary>
    Tunnel,

    /// <summary><c>v4.channel.k8s.io</c>: a WebSocket for each connection.</summary>
    V4Channel,
}
