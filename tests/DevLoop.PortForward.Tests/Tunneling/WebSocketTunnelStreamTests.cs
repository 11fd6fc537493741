using System.Net.WebSockets;
using System.Text;
using DevLoop.PortForward.Spdy;
using DevLoop.PortForward.Tunneling;
using DevLoop.Testing;
using DevLoop.Testing.Wires;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.PortForward.Tests.Tunneling;

public sealed class WebSocketTunnelStreamTests
{
    private readonly WebSocketTunnelStream _tunnel;
    private readonly WebSocket _server;
    private readonly DuplexStream _serverEnd;

    public WebSocketTunnelStreamTests()
    {
        var (a, b) = DuplexStream.CreatePair();
        _serverEnd = b;
        _tunnel = WebSocketTunnelStream.OverClient(a, TimeProvider.System);
        _server = WebSocket.CreateFromStream(b, new WebSocketCreationOptions { IsServer = true });
    }

    [TearDown]
    public async Task EndBothAsync()
    {
        await _tunnel.DisposeAsync();
        _server.Dispose();
        await _serverEnd.DisposeAsync();
    }

    [Test]
    public async Task Bytes_come_through_wherever_messages_cut_them_and_empty_ones_are_no_end()
    {
        await SendAsync("ab", endOfMessage: false);
        await SendAsync("");
        await SendAsync("");
        await SendAsync("cd");
        await SendAsync("", endOfMessage: false);
        await SendAsync("e");
        await _server.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default).Within("room");

        var all = new StringBuilder();
        var buffer = new byte[3];
        while (await _tunnel.ReadAsync(buffer).AsTask().Within("bytes") is > 0 and var read)
        {
            all.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        Assert.That(all.ToString(), Is.EqualTo("abcde"));
    }

    [Test]
    public async Task An_end_without_a_close_frame_is_an_end_too()
    {
        await _serverEnd.DisposeAsync();

        Assert.That(await _tunnel.ReadAsync(new byte[1]).AsTask().Within("end of file"), Is.Zero);
    }

    [Test]
    public async Task Text_ends_the_session_inside_as_a_violation()
    {
        await using var session = SpdySession.Start(_tunnel, SpdyRole.Client, new SpdySessionOptions(), TimeProvider.System, NullLogger.Instance);

        await _server.SendAsync(Encoding.ASCII.GetBytes("hello"), WebSocketMessageType.Text, true, default).Within("room");

        Assert.That((await session.Completion.Within("end of the session")).Error, Is.EqualTo(PortForwardError.ProtocolViolation));
    }

    [Test]
    public async Task A_frame_that_no_WebSocket_sends_breaks_the_session_inside()
    {
        await using var session = SpdySession.Start(_tunnel, SpdyRole.Client, new SpdySessionOptions(), TimeProvider.System, NullLogger.Instance);

        await _serverEnd.WriteAsync(Enumerable.Repeat((byte)0xFF, 20).ToArray()).AsTask().Within("room");

        Assert.That((await session.Completion.Within("end of the session")).Error, Is.EqualTo(PortForwardError.TransportFailed));
    }

    [Test]
    public async Task The_end_of_the_session_inside_is_a_GOAWAY_and_then_a_close_frame()
    {
        var session = SpdySession.Start(_tunnel, SpdyRole.Client, new SpdySessionOptions(), TimeProvider.System, NullLogger.Instance);

        await session.DisposeAsync().AsTask().Within("end of the session");

        var buffer = new byte[100];
        var goAway = await _server.ReceiveAsync(buffer, default).Within("GOAWAY");
        Assert.That(Convert.ToHexString(buffer, 0, goAway.Count), Is.EqualTo("80030007000000080000000000000000"));
        Assert.That((await _server.ReceiveAsync(buffer, default).Within("close frame")).MessageType, Is.EqualTo(WebSocketMessageType.Close));
    }

    [Test]
    public async Task Disposing_twice_closes_once()
    {
        await _tunnel.DisposeAsync();
        await _tunnel.DisposeAsync();

        Assert.That((await _server.ReceiveAsync(new byte[100], default).Within("close frame")).MessageType, Is.EqualTo(WebSocketMessageType.Close));
    }

    private async Task SendAsync(string text, bool endOfMessage = true) =>
        await _server.SendAsync(Encoding.ASCII.GetBytes(text), WebSocketMessageType.Binary, endOfMessage, default).Within("room");
}
