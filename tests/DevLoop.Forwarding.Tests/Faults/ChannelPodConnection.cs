using System.Net.WebSockets;
using System.Text;
using DevLoop.PortForward.Channels;

namespace DevLoop.Forwarding.Tests.Faults;

/// <summary>The one connection of a WebSocket of v4.channel.</summary>
/// <param name="webSocket">The WebSocket.</param>
/// <param name="transport">What is below it.</param>
/// <param name="port">The port that was asked for.</param>
internal sealed class ChannelPodConnection(WebSocket webSocket, Stream transport, int port) : PodConnection
{
    private const int MaxPayload = 16 * 1024;

    private readonly byte[] _message = new byte[64 * 1024];

    public override async Task ReplyAsync()
    {
        await SendMessageAsync(V4Channel.Opening(V4Channel.DataOf(0), port));
        await SendMessageAsync(V4Channel.Opening(V4Channel.ErrorOf(0), port));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        var length = 0;
        while (true)
        {
            var result = await webSocket.ReceiveAsync(_message.AsMemory(length), CancellationToken.None);
            length += result.Count;
            if (result.MessageType == WebSocketMessageType.Close)
            {
                return 0;
            }

            if (result.EndOfMessage && length > 1)
            {
                _message.AsMemory(1, length - 1).CopyTo(buffer);
                return length - 1;
            }

            length = result.EndOfMessage ? 0 : length;
        }
    }

    public override async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        for (; bytes.Length > 0; bytes = bytes[Math.Min(MaxPayload, bytes.Length)..])
        {
            await SendMessageAsync([V4Channel.DataOf(0), .. bytes[..Math.Min(MaxPayload, bytes.Length)].Span]);
        }
    }

    public override Task EndAsync() => webSocket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, CancellationToken.None);

    public override void Finish()
    {
    }

    public override Task FailAsync(string text) => SendMessageAsync([V4Channel.ErrorOf(0), .. Encoding.ASCII.GetBytes(text)]);

    public override void Reset(bool refuse) => throw new NotSupportedException();

    public override Task GoAwayAsync(bool isGood) => throw new NotSupportedException();

    /// <summary>As a server that fails does it: the status of a normal end would be the pod's end of file.</summary>
    public override Task CloseAsync() => webSocket.CloseOutputAsync(WebSocketCloseStatus.InternalServerError, statusDescription: null, CancellationToken.None);

    public override Task SendHalfAsync(ReadOnlyMemory<byte> payload) =>
        transport.WriteAsync(HalfMessage.Of(payload.IsEmpty ? [] : [V4Channel.DataOf(0), .. payload.Span])).AsTask();

    public override Task SendNoiseAsync(byte[] noise) => transport.WriteAsync(noise).AsTask();

    public override async Task GoneAsync()
    {
        while (await transport.ReadAsync(_message) > 0)
        {
            // Only its end is of interest.
        }
    }

    private Task SendMessageAsync(byte[] message) => webSocket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
}
