namespace DevLoop.PortForward.Spdy;

/// <summary>Frame flags of SPDY/3.1 that port-forwarding uses.</summary>
[Flags]
internal enum SpdyFrameFlags : byte
{
    None = 0,

    /// <summary>The sender ends its side of the stream with this frame.</summary>
    Fin = 0x01,

    /// <summary>On SYN_STREAM: the receiver's side of the stream is ended from the start.</summary>
    Unidirectional = 0x02,
}
