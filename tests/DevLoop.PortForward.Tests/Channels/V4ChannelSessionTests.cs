using System.Net.WebSockets;
using System.Text;
using DevLoop.PortForward.Channels;
using DevLoop.Testing;
using DevLoop.Testing.Contracts;
using DevLoop.Testing.Wires;

namespace DevLoop.PortForward.Tests.Channels;

/// <summary>The client's end of v4.channel against a server that a test plays by hand.</summary>
public sealed class V4ChannelSessionTests
{
    private readonly V4ChannelSession _session;
    private readonly ForwardedStream _stream;
    private readonly WebSocket _server;
    private readonly DuplexStream _serverEnd;

    public V4ChannelSessionTests()
    {
        var (a, b) = DuplexStream.CreatePair(capacity: 64 * 1024);
        _serverEnd = b;
        _session = new V4ChannelSession(a, 7000, TimeProvider.System);
        _stream = _session.Open(7000);
        _server = WebSocket.CreateFromStream(b, new WebSocketCreationOptions { IsServer = true });
    }

    [SetUp]
    public async Task OpenAsync()
    {
        await SendAsync(V4Channel.Opening(0, 7000));
        await SendAsync(V4Channel.Opening(1, 7000));
    }

    [TearDown]
    public async Task EndBothAsync()
    {
        _server.Dispose();
        await _serverEnd.DisposeAsync();
        await _session.DisposeAsync();
    }

    [Test]
    public async Task Bytes_of_several_messages_and_fragments_come_in_order()
    {
        await SendAsync([0, .. "one "u8]);
        await SendAsync([0]);
        await SendAsync([]);
        await SendAsync([0, .. "two "u8], endOfMessage: false);
        await SendAsync("three"u8.ToArray());

        Assert.That(await _stream.ReadTextAsync(13), Is.EqualTo("one two three"));
    }

    [Test]
    public async Task Bytes_behind_the_port_of_the_first_message_are_data()
    {
        var (a, b) = DuplexStream.CreatePair();
        await using var session = new V4ChannelSession(a, 7000, TimeProvider.System);
        using var server = WebSocket.CreateFromStream(b, new WebSocketCreationOptions { IsServer = true });

        await server.SendAsync(new byte[] { 0, 0x58, 0x1B, (byte)'x' }, WebSocketMessageType.Binary, true, default).Within("room");

        Assert.That(await session.Open(7000).ReadTextAsync(1), Is.EqualTo("x"));
    }

    [Test]
    public async Task The_port_that_opens_a_channel_may_come_in_fragments()
    {
        var (a, b) = DuplexStream.CreatePair();
        await using var session = new V4ChannelSession(a, 7000, TimeProvider.System);
        using var server = WebSocket.CreateFromStream(b, new WebSocketCreationOptions { IsServer = true });

        foreach (var part in new byte[] { 0, 0x58, 0x1B, (byte)'x' })
        {
            await server.SendAsync(new[] { part }, WebSocketMessageType.Binary, part == 'x', default).Within("room");
        }

        Assert.That(await session.Open(7000).ReadTextAsync(1), Is.EqualTo("x"));
    }

    [TestCase(WebSocketCloseStatus.NormalClosure, null)]
    [TestCase(WebSocketCloseStatus.InternalServerError, PortForwardError.TransportFailed)]
    public async Task A_WebSocket_that_closes_is_an_end_of_file_unless_its_status_says_otherwise(WebSocketCloseStatus status, PortForwardError? error)
    {
        await SendAsync([0, .. "all"u8]);
        await _server.CloseOutputAsync(status, statusDescription: null, default).Within("room");

        Assert.That(await _stream.ReadTextAsync(3), Is.EqualTo("all"));
        Assert.That((await _stream.ReadToItsEndAsync())?.Error, Is.EqualTo(error));
        var end = await _session.Completion.Within("end");
        Assert.That(end.Error, Is.EqualTo(error ?? PortForwardError.ClosedByPeer));
        Assert.That(end.Message, error is null ? Does.Contain("closed the connection") : Does.Contain("status 1011"));
        Assert.That((await WriteFailureAsync()).Error, Is.EqualTo(end.Error));
        Assert.That(await _stream.Ended, Is.Null);
    }

    [Test]
    public async Task A_close_frame_without_a_status_is_an_end_of_file_too()
    {
        await _serverEnd.WriteAsync(new byte[] { 0x88, 0 }).AsTask().Within("room");

        Assert.That(await _stream.ReadToItsEndAsync(), Is.Null);
    }

    [Test]
    public async Task Large_writes_become_messages_of_their_channel()
    {
        var sent = new byte[100_000];
        new Random(1).NextBytes(sent);
        var writing = _stream.WriteAsync(sent, default).AsTask();

        var received = new List<byte>();
        var buffer = new byte[64 * 1024];
        var isFirst = true;
        while (received.Count < sent.Length)
        {
            var result = await _server.ReceiveAsync(buffer, default).Within("message");
            Assert.That(!isFirst || buffer[0] == 0, Is.True, "the channel's byte");
            received.AddRange(buffer[(isFirst ? 1 : 0)..result.Count]);
            isFirst = result.EndOfMessage;
        }

        await writing.Within("end of the write");
        Assert.That(received, Is.EqualTo(sent));
    }

    [Test]
    public async Task What_came_before_an_error_is_read_before_it()
    {
        await SendAsync([0, .. "half"u8]);
        await SendAsync([1, .. "connection reset by peer"u8]);

        Assert.That(await _stream.ReadTextAsync(4), Is.EqualTo("half"));
        Assert.That((await _stream.ReadToItsEndAsync())?.Message, Is.EqualTo("connection reset by peer"));
        Assert.That((await WriteFailureAsync()).Error, Is.EqualTo(PortForwardError.Refused));
    }

    [Test]
    public async Task An_error_message_without_text_is_no_error()
    {
        await SendAsync([1]);
        await SendAsync([0, .. "alive"u8]);

        Assert.That(await _stream.ReadTextAsync(5), Is.EqualTo("alive"));
    }

    [Test]
    public async Task An_error_message_without_end_is_cut()
    {
        await SendAsync([1, .. "no route"u8], endOfMessage: false);
        for (var i = 0; i < 6; i++)
        {
            await SendAsync(new string('e', 1000).Select(c => (byte)c).ToArray(), endOfMessage: false);
        }

        Assert.That((await _stream.ReadToItsEndAsync())?.Error, Is.EqualTo(PortForwardError.Refused));
        Assert.That(await _stream.Ended.Within("end"), Does.StartWith("no routeeee").And.Length.EqualTo(ErrorText.MaxLength));
    }

    [Test]
    public async Task An_error_message_of_blanks_without_end_is_a_violation()
    {
        await SendAsync([1, .. Enumerable.Repeat((byte)' ', ErrorText.MaxLength)], endOfMessage: false);

        Assert.That((await _stream.ReadToItsEndAsync())?.Error, Is.EqualTo(PortForwardError.ProtocolViolation));
    }

    [TestCase(2)]
    [TestCase(3)]
    [TestCase(255)]
    public async Task A_message_on_a_channel_that_was_not_asked_for_is_a_violation(byte channel)
    {
        await SendAsync([channel, 1]);

        var failure = await _stream.ReadToItsEndAsync();

        Assert.That(failure?.Error, Is.EqualTo(PortForwardError.ProtocolViolation));
        Assert.That(failure!.Message, Does.Contain($"channel {channel}"));
    }

    [TestCase("hello")]
    [TestCase("\0hello", TestName = "A text message that begins as one of the data channel is a violation")]
    public async Task A_text_message_is_a_violation(string text)
    {
        await _server.SendAsync(Encoding.ASCII.GetBytes(text), WebSocketMessageType.Text, true, default).Within("room");

        Assert.That((await _stream.ReadToItsEndAsync())?.Error, Is.EqualTo(PortForwardError.ProtocolViolation));
    }

    [Test]
    public async Task A_connection_that_breaks_is_not_an_end_of_file()
    {
        await SendAsync([0, .. "half"u8]);
        await _serverEnd.DisposeAsync();

        Assert.That(await _stream.ReadTextAsync(4), Is.EqualTo("half"));
        Assert.That((await _stream.ReadToItsEndAsync())?.Error, Is.EqualTo(PortForwardError.TransportFailed));
        Assert.That((await _session.Completion.Within("end")).Error, Is.EqualTo(PortForwardError.TransportFailed));
    }

    [Test]
    public async Task A_close_before_the_channel_was_opened_is_not_an_end_of_file()
    {
        var (a, b) = DuplexStream.CreatePair();
        await using var session = new V4ChannelSession(a, 7000, TimeProvider.System);
        using var server = WebSocket.CreateFromStream(b, new WebSocketCreationOptions { IsServer = true });
        var stream = session.Open(7000);
        await server.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        var failure = await Assert.ThrowsAsync<PortForwardException>(() => stream.ReadAsync(new byte[1], CancellationToken.None).AsTask().Within("end"));
        Assert.That(failure!.Error, Is.EqualTo(PortForwardError.NotTaken));
    }

    [Test]
    public void A_channel_is_opened_by_its_number_and_the_port_in_little_endian() =>
        Assert.That(V4Channel.Opening(1, 0x1B58), Is.EqualTo(new byte[] { 1, 0x58, 0x1B }));

    [Test]
    public async Task A_session_can_be_opened_until_it_ends()
    {
        var (a, b) = DuplexStream.CreatePair();
        await using var session = new V4ChannelSession(a, 7000, TimeProvider.System);
        Assert.That(session.CanOpen, Is.True);

        await b.DisposeAsync();
        await session.Completion.Within("end");

        Assert.That(session.CanOpen, Is.False);
    }

    [Test]
    public async Task A_session_carries_one_connection_to_one_port()
    {
        Assert.That(_session.CanOpen, Is.False);
        Assert.That(Assert.Throws<PortForwardException>(() => _session.Open(7000))!.Error, Is.EqualTo(PortForwardError.TooManyConnections));
        Assert.Throws<ArgumentOutOfRangeException>(() => _session.Open(7001));
        await Task.CompletedTask;
    }

    [Test]
    public async Task A_reader_that_stops_holds_the_server_back_within_a_bound()
    {
        const int bound = (256 + 128 + 128) * 1024;
        var sent = 0;
        Task sending;
        do
        {
            Assert.That(sent, Is.LessThan(bound), "the server was never held back");
            sending = SendAsync(new byte[(16 * 1024) + 1]);
            sent += 16 * 1024;
        }
        while (!await sending.IsHeldBackAsync());

        await _stream.ReadFullyAsync(new byte[sent]);
        await sending.Within("room to send");
    }

    [Test]
    public async Task Giving_up_fails_a_read_and_a_write_that_wait()
    {
        var reading = _stream.ReadToItsEndAsync();
        var writing = WriteForeverAsync();

        _stream.Abort();
        _stream.Abort();

        Assert.That((await reading)?.Error, Is.EqualTo(PortForwardError.Closed));
        await Assert.ThrowsAsync<PortForwardException>(() => writing.Within("end of the writes"));
        Assert.That((await _session.Completion.Within("end")).Error, Is.EqualTo(PortForwardError.Closed));

        async Task WriteForeverAsync()
        {
            while (true)
            {
                await _stream.WriteAsync(new byte[10_000], default);
            }
        }
    }

    [Test]
    public async Task Giving_up_releases_a_receive_loop_that_waits_for_its_reader()
    {
        var sending = SendAsync(new byte[1_000_000]);

        _stream.Abort();

        Assert.That((await _session.Completion.Within("end")).Error, Is.EqualTo(PortForwardError.Closed));
        await _session.DisposeAsync();
        await Task.WhenAny(sending).Within("end of the server's send");
    }

    [Test]
    public async Task Disposing_says_goodbye_and_may_be_done_twice_and_at_once()
    {
        var closing = _server.ReceiveAsync(new byte[100], default);

        await Task.WhenAll(_session.DisposeAsync().AsTask(), _stream.DisposeAsync().AsTask()).Within("end");
        await _stream.DisposeAsync();
        _stream.Abort();

        Assert.That((await closing.Within("close frame")).MessageType, Is.EqualTo(WebSocketMessageType.Close));
        Assert.That((await _session.Completion).Error, Is.EqualTo(PortForwardError.Closed));
        Assert.That((await WriteFailureAsync()).Error, Is.EqualTo(PortForwardError.Closed));
    }

    private async Task<PortForwardException> WriteFailureAsync() =>
        (await Assert.ThrowsAsync<PortForwardException>(() => _stream.WriteAsync(new byte[1], default).AsTask().Within("end of the write")))!;

    private async Task SendAsync(byte[] message, bool endOfMessage = true) =>
        await _server.SendAsync(message, WebSocketMessageType.Binary, endOfMessage, default);
}
