using System.Globalization;
using Microsoft.Extensions.Logging;

namespace DevLoop.PortForward.Spdy;

/// <summary>The client's end of <c>portforward.k8s.io</c> over SPDY/3.1, whether raw or in a WebSocket tunnel.</summary>
public sealed class SpdyPortForwardSession : IMultiplexedSession
{
    private readonly SpdySession _session;
    private readonly PortForwardSessionOptions _options;
    private readonly TimeProvider _time;
    private int _lastRequestId = -1;

    /// <summary>Takes over the transport, which carries SPDY frames from its first byte on.</summary>
    public SpdyPortForwardSession(Stream transport, PortForwardSessionOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        _time = time;
        _session = SpdySession.Start(transport, SpdyRole.Client, options.Spdy, time, logger);
    }

    /// <inheritdoc/>
    public Task<SessionEnd> Completion => _session.Completion;

    /// <inheritdoc/>
    public bool CanOpen => _session.CanOpenPair;

    /// <inheritdoc/>
    public bool IsHeldUp => _session.IsHeldUp;

    /// <inheritdoc/>
    public ForwardedStream Open(int port)
    {
        var requestId = Interlocked.Increment(ref _lastRequestId).ToString(CultureInfo.InvariantCulture);
        var (error, data) = _session.OpenPair(
            Headers(PortForwardHeaders.Error, port, requestId), Headers(PortForwardHeaders.Data, port, requestId));
        return new SpdyForwardedStream(port, error, data, _options, _time);
    }

    /// <inheritdoc/>
    public Task ProbeAsync(CancellationToken cancellationToken) => _session.ProbeAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private static SpdyHeaders Headers(string streamType, int port, string requestId) => new(
        (PortForwardHeaders.StreamType, streamType),
        (PortForwardHeaders.Port, port.ToString(CultureInfo.InvariantCulture)),
        (PortForwardHeaders.RequestId, requestId));
}
