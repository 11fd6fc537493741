using System.Buffers;
using DevLoop.PortForward.Spdy;

namespace DevLoop.Benchmarks.Codec;

/// <summary>Counts the bytes of data frames.</summary>
internal sealed class DiscardingHandler : ISpdyFrameHandler
{
    public long Bytes { get; private set; }

    public ValueTask FlushAsync() => ValueTask.CompletedTask;

    public ValueTask OnDataAsync(int streamId, ReadOnlySequence<byte> payload, bool fin)
    {
        Bytes += payload.Length;
        return ValueTask.CompletedTask;
    }

    public void OnReceived()
    {
    }

    public void OnSynStream(int streamId, SpdyHeaders headers, SpdyFrameFlags flags)
    {
    }

    public void OnSynReply(int streamId, bool fin)
    {
    }

    public void OnHeaders(int streamId, bool fin)
    {
    }

    public void OnRstStream(int streamId, SpdyResetStatus status)
    {
    }

    public void OnPing(uint id)
    {
    }

    public void OnGoAway(int lastGoodStreamId)
    {
    }
}
