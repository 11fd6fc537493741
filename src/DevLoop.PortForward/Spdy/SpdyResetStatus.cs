namespace DevLoop.PortForward.Spdy;

/// <summary>Status codes of RST_STREAM, SPDY/3.1 section 2.6.3.</summary>
public enum SpdyResetStatus
{
    /// <summary>A violation that concerns one stream.</summary>
    ProtocolError = 1,

    /// <summary>A frame for a stream that is not open.</summary>
    InvalidStream = 2,

    /// <summary>The stream was refused before anything was done for it.</summary>
    RefusedStream = 3,

    /// <summary>The version of SPDY is not spoken.</summary>
    UnsupportedVersion = 4,

    /// <summary>The one who opened the stream no longer needs it.</summary>
    Cancel = 5,

    /// <summary>The sender failed for a reason of its own.</summary>
    InternalError = 6,

    /// <summary>Flow control was violated. Not used by Kubernetes, which has none.</summary>
    FlowControlError = 7,

    /// <summary>A second SYN_REPLY.</summary>
    StreamInUse = 8,

    /// <summary>A frame for a stream that is already half closed.</summary>
    StreamAlreadyClosed = 9,
}
