using DevLoop.Forwarding.Configuration;

namespace DevLoop.Forwarding.LocalPorts;

/// <summary>That an entry could not have the local port that it would have liked.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Wanted">The port that it would have liked, and why it could not be had.</param>
/// <param name="Port">The port that it got.</param>
internal sealed record MovedPort(PortForwardEntry Entry, UnavailablePort Wanted, int Port)
{
    /// <summary>A sentence for a person, to be said once.</summary>
    public string Sentence =>
        $"Local port {Wanted.Port} on {Entry.Address} {Wanted.Problem}: {EntryPhrase.Of(Entry)} is forwarded from local port {Port} instead.";
}
