namespace DevLoop.PortForward.Relaying;

/// <summary>Who ended a relayed connection.</summary>
public enum RelayEnd
{
    /// <summary>Both sides ended as they should.</summary>
    Completed,

    /// <summary>The local client went away: it reset its connection, or closed it while the pod was sending.</summary>
    LocalFailed,

    /// <summary>The pod's side failed: refused, reset, or its session was lost.</summary>
    PodFailed,

    /// <summary>
    /// The local client ended its side, on a wire that cannot tell the pod so, and the pod was quiet after it: whether it had
    /// said all is not known. As a rule the client has closed its connection altogether.
    /// </summary>
    Abandoned,

    /// <summary>The caller asked for it.</summary>
    Cancelled,
}
