namespace DevLoop.Forwarding.Tests.Faults;

/// <summary>What goes wrong.</summary>
internal enum PeerFault
{
    /// <summary>What is asked for is refused in the words of the step: no listener, a strange certificate, 403, RST_STREAM.</summary>
    Refuse,

    /// <summary>The streams are reset by RST_STREAM.</summary>
    ResetStream,

    /// <summary>The TCP connection is reset.</summary>
    Reset,

    /// <summary>Nothing comes any more, and no end of file either.</summary>
    Stall,

    /// <summary>The TCP connection ends between two messages.</summary>
    Truncate,

    /// <summary>The TCP connection ends inside of a message.</summary>
    CutMessage,

    /// <summary>Bytes come that mean nothing, and then nothing more.</summary>
    Garbage,

    /// <summary>A bit of what comes is another one than was sent, below TLS.</summary>
    Corrupt,

    /// <summary>The server says in words what failed: by a Status, or on the error stream.</summary>
    ErrorText,

    /// <summary>GOAWAY, whose last good stream is the connection's once that was replied to.</summary>
    GoAway,

    /// <summary>The WebSocket is closed.</summary>
    Close,
}
