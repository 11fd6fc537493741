using System.Buffers;
using System.Threading.Channels;

namespace DevLoop.PortForward.Spdy;

/// <summary>What the other side's frames do to the streams of a session. Works on the receive loop, one frame after the other.</summary>
internal sealed class SpdyFrameDispatcher(
    SpdySession session, SpdyRole role, SpdyStreamTable streams, ChannelWriter<SpdyStream> accepted, SpdyPings pings, SpdyKeepAlive? keepAlive)
    : ISpdyFrameHandler
{
    /// <summary>What one write to a local socket takes at most, in bytes: to keep more back gains nothing.</summary>
    private const int MaxUnflushed = 64 * 1024;

    private SpdyStream? _unflushed;
    private volatile bool _isHeld;

    /// <summary>Whether the next frame waits for a reader who has not yet taken what came before.</summary>
    public bool IsHeld => _isHeld;

    public void OnReceived() => keepAlive?.OnReceived();

    public void OnSynStream(int streamId, SpdyHeaders headers, SpdyFrameFlags flags)
    {
        // Kubernetes' servers open no streams, so a client takes none.
        var stream = new SpdyStream(session, streamId, headers);
        if (!streams.TryAddPeers(stream) || role == SpdyRole.Client || !accepted.TryWrite(stream))
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

    public void OnSynReply(int streamId, bool fin) => OnFin(streamId, fin);

    public void OnHeaders(int streamId, bool fin) => OnFin(streamId, fin);

    public void OnRstStream(int streamId, SpdyResetStatus status)
    {
        if (streams.Find(streamId) is { } stream)
        {
            var error = status == SpdyResetStatus.RefusedStream ? PortForwardError.NotTaken : PortForwardError.Reset;
            stream.OnFailed(new PortForwardException(error, $"The other side reset the connection (RST_STREAM, {status})."));
            session.Remove(stream);
        }
    }

    public void OnPing(uint id)
    {
        // Even ids are the server's: they are answered by a client, and the other way round.
        if ((id % 2 == 0) == (role == SpdyRole.Client))
        {
            session.Sender.SendPing(id);
        }
        else
        {
            pings.OnAnswer(id);
        }
    }

    public void OnGoAway(int lastGoodStreamId)
    {
        foreach (var refused in streams.Drain(lastGoodStreamId))
        {
            refused.OnFailed(new PortForwardException(PortForwardError.NotTaken, "The other side goes away, and did not take this connection any more."));
        }

        if (streams.Count == 0)
        {
            session.EndAfterGoAway();
        }
    }

    public async ValueTask OnDataAsync(int streamId, ReadOnlySequence<byte> payload, bool fin)
    {
        if (streams.Find(streamId) is not { } stream)
        {
            // Frames for a stream that was open may still be on their way; who sends to one that never was is told so.
            if (!streams.WasOpened(streamId))
            {
                session.Sender.SendRstStream(streamId, SpdyResetStatus.InvalidStream);
            }

            return;
        }

        if (!stream.IsRemoteOpen)
        {
            CutOffAfterFin(stream);
            return;
        }

        if (_unflushed != stream)
        {
            await FlushAsync().ConfigureAwait(false);
            _unflushed = stream;
        }

        if (stream.Append(payload) >= MaxUnflushed)
        {
            await FlushAsync().ConfigureAwait(false);
        }

        OnFin(streamId, fin);
    }

    public async ValueTask FlushAsync()
    {
        if (_unflushed is not { } stream)
        {
            return;
        }

        _unflushed = null;
        var flush = stream.FlushAsync();
        if (!flush.IsCompletedSuccessfully)
        {
            _isHeld = true;
            await flush.ConfigureAwait(false);
            _isHeld = false;
        }
    }

    private void OnFin(int streamId, bool fin)
    {
        if (fin && streams.Find(streamId) is { } stream && !stream.OnFin())
        {
            CutOffAfterFin(stream);
        }
    }

    private static void CutOffAfterFin(SpdyStream stream) => stream.CutOff(
        SpdyResetStatus.StreamAlreadyClosed,
        new PortForwardException(PortForwardError.ProtocolViolation, "The other side went on sending after its end of file."));
}
