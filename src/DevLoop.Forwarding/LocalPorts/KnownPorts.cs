namespace DevLoop.Forwarding.LocalPorts;

/// <summary>What is known of local ports when one is searched for an entry.</summary>
internal sealed record KnownPorts
{
    /// <summary>The one that the entry had before in this run; null when it had none.</summary>
    public int? OfThisRun { get; init; }

    /// <summary>The one that the entry had in an earlier run; null when it is not remembered.</summary>
    public int? OfEarlierRun { get; init; }

    /// <summary>Those that other entries would like, or had in an earlier run. A search leaves them alone while there are others.</summary>
    public IReadOnlySet<int> OfOthers { get; init; } = new HashSet<int>();
}
