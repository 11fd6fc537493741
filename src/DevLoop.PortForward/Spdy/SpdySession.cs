using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace DevLoop.PortForward.Spdy;

/// <summary>
/// A multiplexed SPDY/3.1 session, as Kubernetes speaks it, over any duplex stream: the client's end or the server's.
/// One loop reads, one writes, one keeps alive; the first reason to end wins and is every open stream's failure.
/// </summary>
public sealed class SpdySession : IAsyncDisposable
{
    private readonly SpdyStreamTable _streams;
    private readonly Channel<SpdyStream> _accepted;
    private readonly TaskCompletionSource<SessionEnd> _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopReceiving = new();
    private readonly CancellationTokenSource _stopSending = new();
    private readonly SpdyKeepAlive? _keepAlive;
    private readonly SpdyPings _pings;
    private readonly SpdyFrameDispatcher _dispatcher;
    private readonly Stream _transport;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    private SpdySession(Stream transport, SpdyRole role, SpdySessionOptions options, TimeProvider time, ILogger logger)
    {
        _transport = transport;
        _time = time;
        _logger = logger;
        _streams = new SpdyStreamTable(role, options.MaxStreams);
        _accepted = Channel.CreateBounded<SpdyStream>(new BoundedChannelOptions(options.MaxStreams) { SingleWriter = true });
        _keepAlive = options.KeepAliveInterval is { } interval ? new SpdyKeepAlive(interval, options.KeepAliveTimeout, time) : null;
        Options = options;
        Sender = new SpdySender(transport, options, () => End(PortForwardError.LimitExceeded, "the other side does not read the answers that it asks for"));
        _pings = new SpdyPings(role, Sender);
        _dispatcher = new SpdyFrameDispatcher(this, role, _streams, _accepted.Writer, _pings, _keepAlive);
        Completion = RunAsync();
    }

    /// <summary>Completes when the session is over and its transport is disposed. Never faults.</summary>
    public Task<SessionEnd> Completion { get; }

    /// <summary>Streams that are open in at least one direction.</summary>
    public int StreamCount => _streams.Count;

    /// <summary>Whether a pair of streams can be opened now.</summary>
    public bool CanOpenPair => !_ending.Task.IsCompleted && _streams.CanAddPair;

    /// <summary>
    /// Whether one stream holds up the others: what came for it waits for its reader, and what comes after it waits too; or the
    /// queue of what is to be sent is full.
    /// </summary>
    public bool IsHeldUp => _dispatcher.IsHeld || Sender.IsFull;

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

    /// <summary>
    /// Completes once each worker of the other side has answered a PING: none of them is held up by a stream that nobody reads.
    /// </summary>
    /// <exception cref="PortForwardException">The session has ended.</exception>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        if (await _pings.AskAllAsync().WaitAsync(cancellationToken).ConfigureAwait(false) is { } end)
        {
            throw end.ToException();
        }
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
            _keepAlive?.OnDataSent(payload.Length);
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

    internal void EndAfterGoAway() => End(PortForwardError.ClosedByPeer, "the other side said that it goes away");

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

        // All three end with their tokens, and the first two at the latest with the transport, whatever it makes of tokens.
        await Task.WhenAll(receiving, sending, keepingAlive).ConfigureAwait(false);
        _stopReceiving.Dispose();
        _stopSending.Dispose();
        return end;
    }

    private async Task ReceiveAsync()
    {
        try
        {
            await new SpdyReceiver(_transport, Options, _dispatcher).RunAsync(_stopReceiving.Token).ConfigureAwait(false);
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
                if (_dispatcher.IsHeld)
                {
                    // What the other side sent waits for a slow reader, so it lives.
                    _keepAlive.OnReceived();
                }

                var (action, next) = _keepAlive.Tick(Sender.QueuedBytes);
                if (action == SpdyKeepAliveAction.Ping)
                {
                    _pings.Send();
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

    private void FailStreams(SessionEnd end)
    {
        _accepted.Writer.Complete();
        _pings.End(end);
        foreach (var stream in _streams.Close(end))
        {
            stream.OnFailed(end.ToException());
        }
    }

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
