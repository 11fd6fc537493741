namespace DevLoop.PortForward.Spdy;

/// <summary>Which end of a session this is.</summary>
public enum SpdyRole
{
    /// <summary>Opens streams with odd ids.</summary>
    Client,

    /// <summary>Accepts streams; its own ids are even.</summary>
    Server,
}
