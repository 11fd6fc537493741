using DevLoop.PortForward;

namespace DevLoop.Forwarding.Forwarders;

/// <summary>Opens the streams of one connection, one after the other. One call at a time.</summary>
internal interface IStreamSupply
{
    /// <summary>What to do about the last stream, which failed before anybody can have seen a byte of it.</summary>
    ValueTask<Reopening> AfterAsync(PortForwardException failure, CancellationToken cancellationToken);

    /// <summary>Opens a stream to a good pod, once there is one. The caller disposes of it.</summary>
    ValueTask<ForwardedStream> OpenAsync(CancellationToken cancellationToken);
}
