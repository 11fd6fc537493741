using DevLoop.Forwarding.Configuration;

namespace DevLoop.Forwarding.LocalPorts;

/// <summary>A local port that is an entry's until the listener is disposed.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Listener">The local end, which belongs to the caller.</param>
/// <param name="Moved">That it is not the port that the entry would have liked; null when it is, or was said before in this run.</param>
internal sealed record LocalPortBinding(PortForwardEntry Entry, LocalListener Listener, MovedPort? Moved);
