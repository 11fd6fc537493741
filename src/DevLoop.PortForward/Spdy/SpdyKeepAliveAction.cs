namespace DevLoop.PortForward.Spdy;

/// <summary>What <see cref="SpdyKeepAlive"/> asks for.</summary>
internal enum SpdyKeepAliveAction
{
    /// <summary>Nothing for now.</summary>
    None,

    /// <summary>Send a PING.</summary>
    Ping,

    /// <summary>End the session: the other side is gone.</summary>
    GiveUp,
}
