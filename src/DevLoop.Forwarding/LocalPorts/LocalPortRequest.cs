using DevLoop.Forwarding.Configuration;

namespace DevLoop.Forwarding.LocalPorts;

/// <summary>An entry that needs a local port.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="ResourcePort">The number that the entry's named port stands for; null where it is not known or not asked for.</param>
internal sealed record LocalPortRequest(PortForwardEntry Entry, int? ResourcePort = null)
{
    /// <summary>The number that it would like; null when none in particular.</summary>
    public int? Wish => !Entry.LocalPort.IsOfResource ? Entry.LocalPort.Number
        : ResourcePort is { } port && !LocalPortSearch.IsSystemPort(port) ? port
        : null;
}
