using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using DevLoop.PortForward;
using DevLoop.PortForward.Spdy;

namespace DevLoop.Forwarding.Tests.Faults;

/// <summary>A pair of streams of a SPDY session.</summary>
/// <param name="session">The session, which carries no other connection while something goes wrong with this one.</param>
/// <param name="error">The error stream.</param>
/// <param name="data">The data stream.</param>
/// <param name="output">What the session writes to.</param>
/// <param name="transport">What is below it all, but for TLS.</param>
/// <param name="tunnel">The WebSocket that carries the session, if any.</param>
internal sealed class SpdyPodConnection(SpdySession session, SpdyStream error, SpdyStream data, SpdyOutput output, Stream transport, WebSocket? tunnel)
    : PodConnection
{
    private const int GoAwayLength = 16;
    private const int HalfLength = 1000;

    private long _sent;
    private int _ends;

    public override Task ReplyAsync()
    {
        error.Reply();
        data.Reply();
        return Task.CompletedTask;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer) => data.ReadAsync(buffer, CancellationToken.None);

    public override async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await data.WriteAsync(bytes, CancellationToken.None);
        _sent += bytes.Length;
        await output.WrittenAsync(_sent, 0);
    }

    public override Task EndAsync()
    {
        data.CompleteWrites();
        return output.WrittenAsync(_sent, ++_ends);
    }

    public override void Finish() => error.CompleteWrites();

    /// <summary>In one piece: a client waits only shortly for the text behind the end of file of a stream that carried something.</summary>
    public override async Task FailAsync(string text)
    {
        await output.HoldAsync();
        var ends = _ends == 0 ? 2 : 1;
        data.CompleteWrites();
        await error.WriteAsync(Encoding.ASCII.GetBytes(text), CancellationToken.None);
        error.CompleteWrites();
        await output.WrittenAsync(_sent + text.Length, _ends + ends);
        await output.ReleaseAsync();
    }

    public override void Reset(bool refuse)
    {
        var status = refuse ? SpdyResetStatus.RefusedStream : SpdyResetStatus.InternalError;
        data.Reset(status);
        error.Reset(status);
    }

    public override Task GoAwayAsync(bool isGood)
    {
        var frame = new byte[GoAwayLength];
        BinaryPrimitives.WriteUInt32BigEndian(frame, 0x8003_0007);
        frame[7] = GoAwayLength - 8;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(8), isGood ? data.Id : 0);
        return output.InsertAsync(frame);
    }

    public override Task CloseAsync() =>
        output.InsteadAsync(() => tunnel!.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, CancellationToken.None));

    public override Task SendHalfAsync(ReadOnlyMemory<byte> payload)
    {
        var frame = new byte[8 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, data.Id);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), HalfLength);
        payload.CopyTo(frame.AsMemory(8));
        var half = payload.IsEmpty ? frame[..4] : frame;
        return output.InsteadAsync(() => transport.WriteAsync(tunnel is null ? half : HalfMessage.Of(half)).AsTask());
    }

    public override Task SendNoiseAsync(byte[] noise) => output.InsteadAsync(() => transport.WriteAsync(noise).AsTask());

    public override async Task GoneAsync() => await session.Completion;
}
