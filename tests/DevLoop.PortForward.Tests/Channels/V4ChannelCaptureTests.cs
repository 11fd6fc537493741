using System.Net.WebSockets;
using System.Text;
using DevLoop.PortForward.Channels;
using DevLoop.Testing;
using DevLoop.Testing.Captures;
using DevLoop.Testing.Contracts;
using DevLoop.Testing.Wires;

namespace DevLoop.PortForward.Tests.Channels;

/// <summary>Every byte that a real cluster sent over v4.channel, in one piece and in seeded random fragments.</summary>
public sealed class V4ChannelCaptureTests
{
    private static readonly int?[] Seeds = [null, .. Enumerable.Range(1, 40).Select(i => (int?)i)];

    [Test]
    public async Task What_the_cluster_answered_reads_as_the_pods_answer_and_its_end_of_file([ValueSource(nameof(Seeds))] int? seed)
    {
        await using var session = Replay("websocket-v4channel", 8080, seed);
        await using var stream = session.Open(8080);

        Assert.That(await stream.ReadTextToEndAsync(), Does.StartWith("HTTP/1.0 200 OK\r\n").And.EndsWith("\r\n\r\nweb-8544d54d78-v9pjv v1\n"));
        Assert.That(await stream.Ended.Within("end"), Is.Null);
        Assert.That((await session.Completion).Error, Is.EqualTo(PortForwardError.ClosedByPeer));
    }

    [Test]
    public async Task What_the_cluster_answered_for_a_port_where_nothing_listens_reads_as_a_refusal([ValueSource(nameof(Seeds))] int? seed)
    {
        await using var session = Replay("websocket-v4channel-refused", 9999, seed);
        await using var stream = session.Open(9999);

        var failure = await stream.ReadToItsEndAsync();

        Assert.That(failure?.Error, Is.EqualTo(PortForwardError.Refused));
        Assert.That(failure!.Message, Does.StartWith("error forwarding port 9999 to pod ").And.Contain("connection refused"));
        Assert.That(await stream.Ended.Within("end"), Is.EqualTo(failure.Message));
    }

    [Test]
    public async Task What_the_client_sent_is_what_we_send()
    {
        var capture = WireCapture.Load(Fixture("websocket-v4channel"));
        var theirs = await MessageAsync(new FragmentingStream(WireCapture.AfterHttpHead(capture.FromClient(1)), seed: null));
        var (a, b) = DuplexStream.CreatePair();
        await using var session = new V4ChannelSession(a, 8080, TimeProvider.System);
        await using var stream = session.Open(8080);

        await stream.WriteTextAsync("GET / HTTP/1.0\r\n\r\n");

        Assert.That(await MessageAsync(b), Is.EqualTo(theirs));
    }

    private static string Fixture(string name) => Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", name + ".jsonl");

    private static V4ChannelSession Replay(string name, int port, int? seed)
    {
        var bytes = WireCapture.AfterHttpHead(WireCapture.Load(Fixture(name)).FromServer(1));
        return new V4ChannelSession(new FragmentingStream(bytes, seed), port, TimeProvider.System);
    }

    /// <summary>The first message that a client sent, as a server reads it.</summary>
    private static async Task<string> MessageAsync(Stream transport)
    {
        using var webSocket = WebSocket.CreateFromStream(transport, new WebSocketCreationOptions { IsServer = true });
        var buffer = new byte[1000];
        var result = await webSocket.ReceiveAsync(buffer, default).Within("message");
        Assert.That(result.EndOfMessage, Is.True);
        return Encoding.ASCII.GetString(buffer, 0, result.Count);
    }
}
