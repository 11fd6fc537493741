namespace DevLoop.Sandbox.Tests.Streaming;

/// <summary>The ways into a pod that the sandbox serves.</summary>
public enum Wire
{
    Spdy,
    Tunnel,
    V4Channel,
    SpdyThroughNode,
    V4ChannelThroughNode,
}
