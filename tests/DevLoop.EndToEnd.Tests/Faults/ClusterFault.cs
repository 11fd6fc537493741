namespace DevLoop.EndToEnd.Tests.Faults;

/// <summary>What goes wrong with the port-forwards of a sandbox cluster.</summary>
internal enum ClusterFault
{
    /// <summary>The connections break.</summary>
    Reset,

    /// <summary>The connections end in the middle of whatever is sent.</summary>
    Truncate,

    /// <summary>Nothing passes any more.</summary>
    Stall,

    /// <summary>The API server goes, and says so where the wire has a word for it (GOAWAY), and comes back.</summary>
    GoAway,
}
