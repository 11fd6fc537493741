namespace DevLoop.Soak.Cluster;

/// <summary>The wires, each the only one of a program of its own.</summary>
/// <param name="Name">As <c>--transport</c> has it.</param>
/// <param name="Share">How many of a hundred connections go over it.</param>
/// <param name="KeepsHalfClose">Whether it can tell the pod that a client is done sending.</param>
/// <param name="KeptSessions">How many sessions may be kept to each pod while nobody connects.</param>
internal sealed record Wire(string Name, int Share, bool KeepsHalfClose, int KeptSessions)
{
    /// <summary>All of them. v4.channel opens a TLS connection for each one that it carries, and gets the least.</summary>
    public static IReadOnlyList<Wire> All { get; } = [new("tunnel", 50, true, 1), new("spdy", 40, true, 1), new("v4.channel", 10, false, 0)];
}
