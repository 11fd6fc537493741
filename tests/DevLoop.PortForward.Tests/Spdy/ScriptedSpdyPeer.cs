using System.Buffers;
using System.Text;
using System.Threading.Channels;
using DevLoop.PortForward.Spdy;
using DevLoop.Testing;

namespace DevLoop.PortForward.Tests.Spdy;

/// <summary>The other side of a session, played by hand: sends what a test tells it to, and hands out the frames it reads, one line each.</summary>
internal sealed class ScriptedSpdyPeer : ISpdyFrameHandler, IAsyncDisposable
{
    private readonly SpdyHeaderEncoder _encoder = new();
    private readonly Channel<string> _frames = Channel.CreateUnbounded<string>();
    private readonly CancellationTokenSource _stop = new();
    private readonly Stream _transport;
    private Task _reading = Task.CompletedTask;

    /// <param name="transport">Disposed with the peer.</param>
    /// <param name="reads">False for a peer that never reads.</param>
    public ScriptedSpdyPeer(Stream transport, bool reads = true)
    {
        _transport = transport;
        if (reads)
        {
            StartReading();
        }
    }

    public void StartReading() => _reading = ReadAsync();

    /// <summary>The next frame; "end" when the session closed the connection.</summary>
    public async Task<string> NextAsync() => await _frames.Reader.ReadAsync().AsTask().Within("frame");

    /// <summary>Sends a PING and gives the frames that come before its answer: all that the session says to what was sent before.</summary>
    public async Task<IReadOnlyList<string>> AnswersAsync(uint pingId)
    {
        await SendAsync(output => SpdyFrameWriter.WritePing(output, pingId));
        var frames = new List<string>();
        while (await NextAsync() is var frame && frame != $"PING {pingId}")
        {
            frames.Add(frame);
        }

        return frames;
    }

    public Task SendSynStreamAsync(int id, SpdyHeaders headers, SpdyFrameFlags flags = SpdyFrameFlags.None) =>
        SendAsync(output => SpdyFrameWriter.WriteSynStream(output, _encoder, id, headers, flags));

    public Task SendSynReplyAsync(int id) => SendAsync(output => SpdyFrameWriter.WriteSynReply(output, _encoder, id, SpdyHeaders.Empty));

    public Task SendDataAsync(int id, string text, bool fin = false) =>
        SendAsync(output => SpdyFrameWriter.WriteData(output, id, Encoding.UTF8.GetBytes(text), fin ? SpdyFrameFlags.Fin : SpdyFrameFlags.None));

    public Task SendFinAsync(int id) => SendDataAsync(id, string.Empty, fin: true);

    public Task SendRstStreamAsync(int id, SpdyResetStatus status) => SendAsync(output => SpdyFrameWriter.WriteRstStream(output, id, status));

    public Task SendPingAsync(uint id) => SendAsync(output => SpdyFrameWriter.WritePing(output, id));

    public Task SendGoAwayAsync(int lastGoodStreamId) =>
        SendAsync(output => SpdyFrameWriter.WriteGoAway(output, lastGoodStreamId, SpdyGoAwayStatus.Ok));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _transport.WriteAsync(bytes).AsTask().Within("room to send");

    /// <summary>Closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading.Within("end of the peer's reading");
        await _transport.DisposeAsync();
    }

    public void OnReceived()
    {
    }

    public void OnSynStream(int streamId, SpdyHeaders headers, SpdyFrameFlags flags) =>
        Say($"SYN_STREAM {streamId} {string.Join(' ', headers.All.Select(h => $"{h.Name}={h.Value}"))}", flags.HasFlag(SpdyFrameFlags.Fin));

    public void OnSynReply(int streamId, bool fin) => Say($"SYN_REPLY {streamId}", fin);

    public void OnHeaders(int streamId, bool fin) => Say($"HEADERS {streamId}", fin);

    public void OnRstStream(int streamId, SpdyResetStatus status) => Say($"RST_STREAM {streamId} {status}");

    public void OnPing(uint id) => Say($"PING {id}");

    public void OnGoAway(int lastGoodStreamId) => Say($"GOAWAY {lastGoodStreamId}");

    public ValueTask FlushAsync() => ValueTask.CompletedTask;

    public ValueTask OnDataAsync(int streamId, ReadOnlySequence<byte> payload, bool fin)
    {
        Say($"DATA {streamId} {Encoding.UTF8.GetString(payload)}".TrimEnd(), fin);
        return ValueTask.CompletedTask;
    }

    private void Say(string frame, bool fin = false) => _frames.Writer.TryWrite(fin ? frame + " FIN" : frame);

    private Task SendAsync(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return SendAsync(output.WrittenMemory);
    }

    private async Task ReadAsync()
    {
        try
        {
            await new SpdyReceiver(_transport, new SpdySessionOptions(), this).RunAsync(_stop.Token);
            Say("end");
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
        {
            Say("broken");
        }
    }
}
