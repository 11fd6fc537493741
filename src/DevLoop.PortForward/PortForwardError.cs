namespace DevLoop.PortForward;

/// <summary>Why a forwarded connection or a session ended, in the terms a user interface can switch on.</summary>
public enum PortForwardError
{
    /// <summary>The session was closed from this side.</summary>
    Closed,

    /// <summary>The server said on the error stream why this connection failed. Concerns this connection alone.</summary>
    Refused,

    /// <summary>The other side reset this connection. Concerns this connection alone.</summary>
    Reset,

    /// <summary>
    /// The other side never took this connection, and says so: RST_STREAM with REFUSED_STREAM, or a GOAWAY that came before it. Nothing of
    /// what was sent was processed.
    /// </summary>
    NotTaken,

    /// <summary>The other side ended the session, or announced its end (GOAWAY).</summary>
    ClosedByPeer,

    /// <summary>The connection under the session broke.</summary>
    TransportFailed,

    /// <summary>The other side broke the protocol.</summary>
    ProtocolViolation,

    /// <summary>The other side asked for more than the limits allow.</summary>
    LimitExceeded,

    /// <summary>The other side did not answer a PING in time.</summary>
    KeepAliveTimeout,

    /// <summary>The session carries as many connections as it may.</summary>
    TooManyConnections,
}
