using System.Buffers;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace DevLoop.PortForward.Spdy;

/// <summary>
/// A multiplexed SPDY/3.1 session, as Kubernetes speaks it, over any duplex stream: the client's end or the server's.
/// One loop reads, one writes, one keeps alive; the first reason to end wins and is every open stream's failure.
/// </summary>
public sealed class SpdySession : ISpdyFrameHandler, IAsyncDisposable
{
    private readonly SpdyStreamTable _streams;
    private readonly Channel<SpdyStream> _accepted;
    private readonly TaskCompletionSource<SessionEnd> _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopReceiving = new();
    private readonly CancellationTokenSource _stopSending = new();
    private readonly SpdyKeepAlive? _keepAlive;
    private readonly Stream _transport;
    private readonly SpdyRole _role;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private uint _nextPingId;
    private volatile bool _receivingHeld;

    private SpdySession(Stream transport, SpdyRole role, SpdySessionOptions options, TimeProvider time, ILogger logger)
    {
        _transport = transport;
        _role = role;
        _time = time;
        _logger = logger;
        _nextPingId = role == SpdyRole.Client ? 1u : 2u;
        _streams = new SpdyStreamTable(role, options.MaxStreams);
        _accepted = Channel.CreateBounded<SpdyStream>(new BoundedChannelOptions(options.MaxStreams) { SingleWriter = true });
        _keepAlive = options.KeepAliveInterval is { } interval ? new SpdyKeepAlive(interval, options.KeepAliveTimeout, time) : null;
        Options = options;
        Sender = new SpdySender(transport, options, () => End(PortForwardError.LimitExceeded, "the other side does not read the answers that it asks for"));
        Completion = RunAsync();
    }

    /// <summary>Completes when the session is over and its transport is disposed. Never faults.</summary>
    public Task<SessionEnd> Completion { get; }

    /// <summary>Streams that are open in at least one direction.</summary>
    public int StreamCount => _streams.Count;

    /// <summary>Whether a pair of streams can be opened now.</summary>
    public bool CanOpenPair => !_ending.Task.IsCompleted && _streams.CanAddPair;

    internal SpdySessionOptions Options { get; }

    internal SpdySender Sender { get; }

    /// <summary>Takes over the transport, which the session disposes at its end, and starts to read and write.</summary>
    public static SpdySession Start(Stream transport, SpdyRole role, SpdySessionOptions options, TimeProvider time, ILogger logger) =>
        new(transport, role, options, time, logger);

    /// <summary>
    /// Opens two streams whose SYN_STREAM frames leave together. The first is ended on this side from the start: for the error
    /// stream of port-forwarding, on which a client writes nothing. Answers are not waited for.
    /// </summary>
    /// <exception cref="PortForwardException">The session has ended, ends, or carries as many streams as it may.</exception>
    public (SpdyStream Ended, SpdyStream Open) OpenPair(SpdyHeaders endedHeaders, SpdyHeaders openHeaders) => _streams.AddPair(
        id =>
        {
            var ended = new SpdyStream(this, id, endedHeaders);
            ended.EndLocal();
            return (ended, new SpdyStream(this, id + 2, openHeaders));
        },
        (ended, open) => Sender.SendSynStreams(ended, SpdyFrameFlags.Fin, open));

    /// <summary>The next stream that the other side opens, or null when the session is over. For the server's end.</summary>
    public async ValueTask<SpdyStream?> AcceptAsync(CancellationToken cancellationToken)
    {
        while (await _accepted.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_accepted.Reader.TryRead(out var stream))
            {
                return stream;
            }
        }

        return null;
    }

    /// <summary>Ends the session with GOAWAY. Streams that are open fail.</summary>
    public async ValueTask DisposeAsync()
    {
        End(PortForwardError.Closed, "the session was closed on this side");
        await Completion.ConfigureAwait(false);
    }

    internal bool TrySendData(int streamId, ReadOnlySpan<byte> payload, out Task room)
    {
        var sent = Sender.TrySendData(streamId, payload, out room);
        if (sent)
        {
            _keepAlive?.OnDataSent();
        }

        return sent;
    }

    internal void Remove(SpdyStream stream)
    {
        if (_streams.Remove(stream))
        {
            EndAfterGoAway();
        }
    }

    void ISpdyFrameHandler.OnReceived() => _keepAlive?.OnReceived();

    void ISpdyFrameHandler.OnSynStream(int streamId, SpdyHeaders headers, SpdyFrameFlags flags)
    {
        // Kubernetes' servers open no streams, so a client takes none.
        var stream = new SpdyStream(this, streamId, headers);
        if (!_streams.TryAddPeers(stream) || _role == SpdyRole.Client || !_accepted.Writer.TryWrite(stream))
        {
            stream.Reset(SpdyResetStatus.RefusedStream);
            return;
        }

        if (flags.HasFlag(SpdyFrameFlags.Unidirectional))
        {
            stream.EndLocal();
        }

        if (flags.HasFlag(SpdyFrameFlags.Fin))
        {
            stream.OnFin();
        }
    }

    void ISpdyFrameHandler.OnSynReply(int streamId, bool fin) => OnFin(streamId, fin);

    void ISpdyFrameHandler.OnHeaders(int streamId, bool fin) => OnFin(streamId, fin);

    void ISpdyFrameHandler.OnRstStream(int streamId, SpdyResetStatus status)
    {
        if (_streams.Find(streamId) is { } stream)
        {
            stream.OnFailed(new PortForwardException(PortForwardError.Reset, $"The other side reset the connection (RST_STREAM, {status})."));
            Remove(stream);
        }
    }

    void ISpdyFrameHandler.OnPing(uint id)
    {
        if (id % 2 != _nextPingId % 2)
        {
            Sender.SendPing(id);
        }
    }

    void ISpdyFrameHandler.OnGoAway(int lastGoodStreamId)
    {
        foreach (var refused in _streams.Drain(lastGoodStreamId))
        {
            refused.OnFailed(new PortForwardException(PortForwardError.ClosedByPeer, "The other side goes away, and did not take this connection any more."));
        }

        if (_streams.Count == 0)
        {
            EndAfterGoAway();
        }
    }

    async ValueTask ISpdyFrameHandler.OnDataAsync(int streamId, ReadOnlySequence<byte> payload, bool fin, CancellationToken cancellationToken)
    {
        if (_streams.Find(streamId) is not { } stream)
        {
            // Frames for a stream that was open may still be on their way; who sends to one that never was is told so.
            if (!_streams.WasOpened(streamId))
            {
                Sender.SendRstStream(streamId, SpdyResetStatus.InvalidStream);
            }

            return;
        }

        if (!stream.IsRemoteOpen)
        {
            CutOffAfterFin(stream);
            return;
        }

        _receivingHeld = true;
        await stream.DeliverAsync(payload, cancellationToken).ConfigureAwait(false);
        _receivingHeld = false;
        OnFin(streamId, fin);
    }

    private async Task<SessionEnd> RunAsync()
    {
        // Nothing of the session may run on the constructor's thread before the constructor is done.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

        var receiving = ReceiveAsync();
        var sending = SendAsync();
        var keepingAlive = KeepAliveAsync();
        var end = await _ending.Task.ConfigureAwait(false);
        SpdySessionLog.Ended(_logger, end.Error, end.Message, end.Cause);
        FailStreams(end);

        // Goodbye is said while it can be heard; in all cases there is an end to it.
        Sender.Complete(_streams.LastPeerId, StatusOf(end.Error));
        var mayStillSend = end.Error is PortForwardError.Closed or PortForwardError.ProtocolViolation or PortForwardError.LimitExceeded;
        if (mayStillSend)
        {
            await sending.WaitAsync(Options.CloseTimeout, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // Reading stops last: a WebSocket whose read is cancelled can no longer send its close frame.
        await _stopSending.CancelAsync().ConfigureAwait(false);
        await DisposeTransportAsync().WaitAsync(Options.CloseTimeout, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stopReceiving.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(receiving, sending, keepingAlive).ConfigureAwait(false);
        _stopReceiving.Dispose();
        _stopSending.Dispose();
        return end;
    }

    private async Task ReceiveAsync()
    {
        try
        {
            await new SpdyReceiver(_transport, Options, this).RunAsync(_stopReceiving.Token).ConfigureAwait(false);
            End(PortForwardError.ClosedByPeer, "the other side closed the connection");
        }
        catch (SpdySessionException e)
        {
            End(e.Error, $"the other side sent {e.Message}", e);
        }
        catch (InvalidDataException e)
        {
            End(PortForwardError.ProtocolViolation, e.Message, e);
        }
        catch (Exception e) when (e is not OperationCanceledException || !_stopReceiving.IsCancellationRequested)
        {
            End(PortForwardError.TransportFailed, $"the connection broke while reading: {e.Message}", e);
        }
        catch (OperationCanceledException)
        {
            // The session ends, and whoever ended it said why.
        }
    }

    private async Task SendAsync()
    {
        try
        {
            await Sender.RunAsync(_stopSending.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !_stopSending.IsCancellationRequested)
        {
            End(PortForwardError.TransportFailed, $"the connection broke while writing: {e.Message}", e);
        }
        catch (OperationCanceledException)
        {
            // The session ends, and whoever ended it said why.
        }
    }

    private async Task KeepAliveAsync()
    {
        if (_keepAlive is null)
        {
            return;
        }

        try
        {
            while (true)
            {
                if (_receivingHeld)
                {
                    // What the other side sent waits for a slow reader, so it lives.
                    _keepAlive.OnReceived();
                }

                var (action, next) = _keepAlive.Tick();
                if (action == SpdyKeepAliveAction.Ping)
                {
                    Sender.SendPing(_nextPingId);
                    _nextPingId += 2;
                }
                else if (action == SpdyKeepAliveAction.GiveUp)
                {
                    var waited = Options.KeepAliveInterval + Options.KeepAliveTimeout;
                    End(PortForwardError.KeepAliveTimeout, $"nothing came from the other side for {waited?.TotalSeconds} s, and no answer to PING");
                    return;
                }

                await Task.Delay(next, _time, _stopReceiving.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The session is over.
        }
    }

    private void End(PortForwardError error, string message, Exception? cause = null) =>
        _ending.TrySetResult(new SessionEnd(error, message, cause));

    private void EndAfterGoAway() => End(PortForwardError.ClosedByPeer, "the other side said that it goes away");

    private void FailStreams(SessionEnd end)
    {
        _accepted.Writer.Complete();
        foreach (var stream in _streams.Close(end))
        {
            stream.OnFailed(end.ToException());
        }
    }

    private void OnFin(int streamId, bool fin)
    {
        if (fin && _streams.Find(streamId) is { } stream && !stream.OnFin())
        {
            CutOffAfterFin(stream);
        }
    }

    private static void CutOffAfterFin(SpdyStream stream) => stream.CutOff(
        SpdyResetStatus.StreamAlreadyClosed,
        new PortForwardException(PortForwardError.ProtocolViolation, "The other side went on sending after its end of file."));

    private async Task DisposeTransportAsync()
    {
        try
        {
            await _transport.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whatever a transport throws here, the session is over and has its reason.
            SpdySessionLog.TransportNotDisposed(_logger, e);
        }
    }

    private static SpdyGoAwayStatus StatusOf(PortForwardError error) => error switch
    {
        PortForwardError.ProtocolViolation or PortForwardError.LimitExceeded => SpdyGoAwayStatus.ProtocolError,
        _ => SpdyGoAwayStatus.Ok,
    };
}
