using System.Net.WebSockets;
using DevLoop.PortForward.Spdy;
using DevLoop.PortForward.Tunneling;
using DevLoop.Testing.Captures;
using DevLoop.Testing.Wires;

namespace DevLoop.PortForward.Tests.Spdy;

/// <summary>Every byte that kubectl and a real cluster exchanged, in one piece and in seeded random fragments.</summary>
public sealed class SpdyCaptureTests
{
    private static readonly string[] Wires = ["spdy", "websocket-tunnel"];
    private static readonly int?[] Seeds = [null, .. Enumerable.Range(1, 40).Select(i => (int?)i)];

    [Test]
    public async Task What_kubectl_sent_reads_as_three_connections([ValueSource(nameof(Wires))] string wire, [ValueSource(nameof(Seeds))] int? seed)
    {
        var read = await ReadAsync(wire, capture => capture.FromClient(2), isServer: true, seed);

        Assert.That(read.Frames.Where(f => f.StartsWith("SYN", StringComparison.Ordinal)), Is.EqualTo(new[]
        {
            "SYN_STREAM 1 streamtype=error port=8080 requestid=0",
            "SYN_STREAM 3 streamtype=data port=8080 requestid=0",
            "SYN_STREAM 5 streamtype=error port=7000 requestid=1",
            "SYN_STREAM 7 streamtype=data port=7000 requestid=1",
            "SYN_STREAM 9 streamtype=error port=9999 requestid=2",
            "SYN_STREAM 11 streamtype=data port=9999 requestid=2",
        }).Using<string>(SameHeaders));
        Assert.That(read.DataOf(3), Is.EqualTo("GET / HTTP/1.0\r\n\r\n"));
        Assert.That(read.DataOf(7), Is.EqualTo("hello"));
        Assert.That(read.DataOf(11), Is.EqualTo("x"));
        Assert.That(read.Frames, Does.Contain("FIN 7").And.Contain("RST_STREAM 11 5").And.Contain("GOAWAY"));
    }

    [Test]
    public async Task What_the_cluster_answered_reads_as_two_replies_and_one_refusal([ValueSource(nameof(Wires))] string wire, [ValueSource(nameof(Seeds))] int? seed)
    {
        var read = await ReadAsync(wire, capture => capture.FromServer(2), isServer: false, seed);

        Assert.That(read.Frames.Where(f => f.StartsWith("SYN", StringComparison.Ordinal)), Is.EqualTo(new[]
        {
            "SYN_REPLY 1", "SYN_REPLY 3", "SYN_REPLY 5", "SYN_REPLY 7", "SYN_REPLY 9", "SYN_REPLY 11",
        }));
        Assert.That(read.DataOf(3), Does.StartWith("HTTP/1.0 200 OK").And.EndsWith(" v1\n"));
        Assert.That(read.DataOf(7), Is.EqualTo("hello"));
        Assert.That(read.DataOf(9), Does.StartWith("error forwarding port 9999 to pod").And.Contain("connection refused"));
        Assert.That(read.Frames.IndexOf("FIN 11"), Is.LessThan(read.Frames.IndexOf("DATA 9")), "the data stream ends before the text comes");
    }

    private static bool SameHeaders(string a, string b) => a.Split(' ').Order().SequenceEqual(b.Split(' ').Order());

    private static async Task<RecordingFrameHandler> ReadAsync(string wire, Func<WireCapture, byte[]> side, bool isServer, int? seed)
    {
        var capture = WireCapture.Load(Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", wire + ".jsonl"));
        Stream transport = new FragmentingStream(WireCapture.AfterHttpHead(side(capture)), seed);
        if (wire == "websocket-tunnel")
        {
            var webSocket = WebSocket.CreateFromStream(transport, new WebSocketCreationOptions { IsServer = isServer });
            transport = new WebSocketTunnelStream(webSocket, TimeProvider.System);
        }

        await using (transport)
        {
            var handler = new RecordingFrameHandler();
            await new SpdyReceiver(transport, new SpdySessionOptions(), handler).RunAsync(default);
            return handler;
        }
    }
}
