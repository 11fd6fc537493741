using System.Buffers;

namespace DevLoop.PortForward.Spdy;

/// <summary>What <see cref="SpdyReceiver"/> tells of the frames it reads. Calls come one after the other.</summary>
internal interface ISpdyFrameHandler
{
    /// <summary>Bytes came, whatever they are.</summary>
    void OnReceived();

    void OnSynStream(int streamId, SpdyHeaders headers, SpdyFrameFlags flags);

    void OnSynReply(int streamId, bool fin);

    void OnHeaders(int streamId, bool fin);

    void OnRstStream(int streamId, SpdyResetStatus status);

    void OnPing(uint id);

    /// <summary>The other side takes no streams after this one of ours.</summary>
    void OnGoAway(int lastGoodStreamId);

    /// <summary>
    /// A piece of a data frame's payload; <paramref name="fin"/> stands on the last one. The next frame waits for this to complete,
    /// which it does at the latest when the stream or the session is over.
    /// </summary>
    ValueTask OnDataAsync(int streamId, ReadOnlySequence<byte> payload, bool fin);

    /// <summary>Nothing more is at hand: payload that was kept, to be passed on in larger pieces, is passed on now. Never fails: a read of the transport is under way.</summary>
    ValueTask FlushAsync();
}
