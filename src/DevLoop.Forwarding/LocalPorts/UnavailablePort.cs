using DevLoop.Forwarding.Configuration;

namespace DevLoop.Forwarding.LocalPorts;

/// <summary>A local port that could not be had.</summary>
/// <param name="Port">The number.</param>
/// <param name="Why">Why not.</param>
/// <param name="Holder">The entry that has it; null unless <paramref name="Why"/> is <see cref="LocalPortError.TakenByEntry"/>.</param>
internal sealed record UnavailablePort(int Port, LocalPortError Why, PortForwardEntry? Holder = null)
{
    /// <summary>The rest of a sentence that begins with the port.</summary>
    public string Problem => Why switch
    {
        LocalPortError.Taken => "is taken by another program",
        LocalPortError.TakenByEntry => $"belongs to {EntryPhrase.Of(Holder!)}",
        LocalPortError.NotPermitted when LocalPortSearch.IsSystemPort(Port) => "is a system port that this user may not bind",
        LocalPortError.NotPermitted => "is kept back by this system",
        _ => "cannot be bound",
    };
}
