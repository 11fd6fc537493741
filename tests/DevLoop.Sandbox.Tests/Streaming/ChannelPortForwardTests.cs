using System.Net.WebSockets;
using System.Text;
using DevLoop.PortForward.Channels;
using DevLoop.Testing;

namespace DevLoop.Sandbox.Tests.Streaming;

/// <summary>One WebSocket of v4.channel, message by message.</summary>
[TestFixture]
internal sealed class ChannelPortForwardTests
{
    [Test]
    public async Task Every_channel_is_opened_with_its_port()
    {
        using var webSocket = await OpenAsync("ports=7000&ports=8080,9999");

        var opened = new List<byte[]>();
        while (opened.Count < 6)
        {
            opened.Add(await ReceiveAsync(webSocket));
        }

        Assert.That(opened, Is.EqualTo(
        [
            V4Channel.Opening(0, 7000), V4Channel.Opening(1, 7000),
            V4Channel.Opening(2, 8080), V4Channel.Opening(3, 8080),
            V4Channel.Opening(4, 9999), V4Channel.Opening(5, 9999),
        ]));
    }

    [Test]
    public async Task Ports_are_served_side_by_side_and_one_refusal_leaves_the_others_alone()
    {
        using var webSocket = await OpenAsync("ports=9999&ports=7000");
        await SkipOpeningAsync(webSocket, ports: 2);

        var refusal = await ReceiveAsync(webSocket);
        await SendAsync(webSocket, 2, "hello");
        var echo = await ReceiveAsync(webSocket);

        Assert.That(refusal[0], Is.EqualTo(1));
        Assert.That(Encoding.UTF8.GetString(refusal, 1, refusal.Length - 1), Does.StartWith("error forwarding port 9999 to pod "));
        Assert.That(echo, Is.EqualTo("\u0002hello"u8.ToArray()));
    }

    [Test]
    public async Task The_websocket_closes_when_every_port_has_ended()
    {
        using var webSocket = await OpenAsync("ports=8080&ports=9999");
        await SkipOpeningAsync(webSocket, ports: 2);
        Assert.That((await ReceiveAsync(webSocket))[0], Is.EqualTo(3));

        await SendAsync(webSocket, 0, "GET / HTTP/1.0\r\n\r\n");

        var answer = new StringBuilder();
        while (await ReceiveAsync(webSocket) is { Length: > 0 } message)
        {
            Assert.That(message[0], Is.Zero);
            answer.Append(Encoding.UTF8.GetString(message, 1, message.Length - 1));
        }

        Assert.That(answer.ToString(), Does.EndWith("web v1\n"));
        Assert.That(webSocket.CloseStatus, Is.EqualTo(WebSocketCloseStatus.NormalClosure));
    }

    [Test]
    public async Task A_message_on_a_channel_that_was_not_opened_is_dropped()
    {
        using var webSocket = await OpenAsync("ports=7000");
        await SkipOpeningAsync(webSocket, ports: 1);

        await SendAsync(webSocket, 200, "nobody");
        await SendAsync(webSocket, 1, "nothing to say on an error channel");
        await SendAsync(webSocket, 0, "hello");

        Assert.That(await ReceiveAsync(webSocket), Is.EqualTo("\u0000hello"u8.ToArray()));
    }

    [Test]
    public async Task A_message_may_come_in_fragments()
    {
        using var webSocket = await OpenAsync("ports=7000");
        await SkipOpeningAsync(webSocket, ports: 1);

        await webSocket.SendAsync(ReadOnlyMemory<byte>.Empty, WebSocketMessageType.Binary, endOfMessage: false, CancellationToken.None);
        await webSocket.SendAsync(new byte[] { 0 }, WebSocketMessageType.Binary, endOfMessage: false, CancellationToken.None);
        await webSocket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);

        Assert.That(await ReceiveAsync(webSocket), Is.EqualTo("\u0000hello"u8.ToArray()));
    }

    private static async Task<WebSocket> OpenAsync(string query) => WebSocket.CreateFromStream(
        await SharedSandbox.Client.UpgradeWebSocketAsync($"/api/v1/namespaces/default/pods/web/portforward?{query}", V4Channel.Subprotocol),
        new WebSocketCreationOptions { IsServer = false });

    private static async Task SkipOpeningAsync(WebSocket webSocket, int ports)
    {
        for (var i = 0; i < 2 * ports; i++)
        {
            Assert.That(await ReceiveAsync(webSocket), Has.Length.EqualTo(3));
        }
    }

    private static async Task SendAsync(WebSocket webSocket, byte channel, string text) => await webSocket.SendAsync(
        new byte[] { channel }.Concat(Encoding.ASCII.GetBytes(text)).ToArray(), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);

    /// <summary>One whole message; empty at the close frame.</summary>
    private static async Task<byte[]> ReceiveAsync(WebSocket webSocket)
    {
        using var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var result = await webSocket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None).AsTask().Within("message");
            message.Write(buffer, 0, result.Count);
            if (result.EndOfMessage)
            {
                return message.ToArray();
            }
        }
    }
}
