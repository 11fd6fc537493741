namespace DevLoop.PortForward.Spdy;

/// <summary>Status codes of GOAWAY, SPDY/3.1 section 2.6.6.</summary>
internal enum SpdyGoAwayStatus
{
    Ok = 0,
    ProtocolError = 1,
    InternalError = 2,
}
