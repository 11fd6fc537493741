using DevLoop.Forwarding.Configuration;

namespace DevLoop.Forwarding.LocalPorts;

/// <summary>An entry that got no local port.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Reason">Why.</param>
internal sealed record LocalPortFailure(PortForwardEntry Entry, LocalPortException Reason);
