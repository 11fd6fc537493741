namespace DevLoop.Forwarding.LocalPorts;

/// <summary>Why a local port could not be bound.</summary>
public enum LocalPortError
{
    /// <summary>Another program has it.</summary>
    Taken,

    /// <summary>Another entry of this run has it.</summary>
    TakenByEntry,

    /// <summary>It is a system port, which this user may not bind.</summary>
    NotPermitted,

    /// <summary>This machine does not have the address.</summary>
    NoSuchAddress,

    /// <summary>Something else.</summary>
    Other,
}
