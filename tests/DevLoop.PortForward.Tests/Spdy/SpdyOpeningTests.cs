using System.Text;
using DevLoop.PortForward.Spdy;
using DevLoop.Testing;
using DevLoop.Testing.Captures;
using DevLoop.Testing.Wires;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.PortForward.Tests.Spdy;

/// <summary>How a connection is opened: as kubectl does it, and sooner.</summary>
public sealed class SpdyOpeningTests
{
    private readonly RecordingStream _transport = new(DuplexStream.CreatePair().A);
    private readonly SpdyPortForwardSession _session;

    public SpdyOpeningTests() =>
        _session = new SpdyPortForwardSession(_transport, new PortForwardSessionOptions(), TimeProvider.System, NullLogger.Instance);

    [TearDown]
    public async Task EndAsync() => await _session.DisposeAsync();

    [Test]
    public async Task Our_opening_means_the_same_as_kubectls()
    {
        var capture = WireCapture.Load(Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", "spdy.jsonl"));
        var kubectls = await FramesAsync(WireCapture.AfterHttpHead(capture.FromClient(2)));

        var bytes = new List<byte>();
        foreach (var port in new[] { 8080, 7000, 9999 })
        {
            _session.Open(port);
            bytes.AddRange(await _transport.NextWriteAsync());
        }

        var ours = await FramesAsync([.. bytes]);
        Assert.That(Openings(ours), Is.EqualTo(Openings(kubectls)));
        Assert.That(Openings(ours), Has.Length.EqualTo(6));
    }

    [Test]
    public async Task Both_streams_leave_in_one_write_and_the_error_stream_is_ended_from_the_start()
    {
        _session.Open(8080);

        var frames = await FramesAsync(await _transport.NextWriteAsync());

        Assert.That(frames, Is.EqualTo(["SYN_STREAM 1 streamtype=error port=8080 requestid=0 FIN", "SYN_STREAM 3 streamtype=data port=8080 requestid=0"]));
    }

    [Test]
    public async Task Bytes_follow_at_once_without_an_answer()
    {
        var stream = _session.Open(8080);
        await stream.WriteAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.0\r\n\r\n"), default).AsTask().Within("room to write");

        var sent = new List<byte>();
        while (!Encoding.ASCII.GetString([.. sent]).EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            sent.AddRange(await _transport.NextWriteAsync());
        }

        Assert.That(Encoding.ASCII.GetString([.. sent]), Does.EndWith("GET / HTTP/1.0\r\n\r\n"));
    }

    [Test]
    public async Task Connections_opened_at_once_keep_their_pairs_together_and_their_ids_in_order()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => _session.Open(1000 + i))));

        var bytes = new List<byte>();
        while ((await FramesAsync([.. bytes])).Count < 200)
        {
            bytes.AddRange(await _transport.NextWriteAsync());
        }

        var frames = await FramesAsync([.. bytes]);
        for (var i = 0; i < frames.Count; i += 2)
        {
            var error = frames[i].Split(' ');
            var data = frames[i + 1].Split(' ');
            Assert.That((error[1], data[1]), Is.EqualTo(($"{(2 * i) + 1}", $"{(2 * i) + 3}")));
            Assert.That((error[2], data[2]), Is.EqualTo(("streamtype=error", "streamtype=data")));
            Assert.That(data[3..5], Is.EqualTo(error[3..5]), "port and request id");
        }
    }

    /// <summary>The SYN_STREAM frames, and that the error streams are ended: kubectl says it in a frame of its own.</summary>
    private static string[] Openings(IReadOnlyList<string> frames)
    {
        var ended = frames.Where(f => f.StartsWith("FIN ", StringComparison.Ordinal)).Select(f => f[4..]).ToHashSet();
        return [.. frames.Where(f => f.StartsWith("SYN_STREAM", StringComparison.Ordinal)).Select(Opening)];

        string Opening(string frame)
        {
            var parts = frame.Split(' ');
            var isEnded = parts[^1] == "FIN" || (ended.Contains(parts[1]) && parts.Contains("streamtype=error"));
            return $"{parts[1]} {string.Join(' ', parts[2..].Where(p => p.Contains('=')).Order())} {(isEnded ? "ended" : "open")}";
        }
    }

    private static async Task<IReadOnlyList<string>> FramesAsync(byte[] bytes)
    {
        var handler = new RecordingFrameHandler();
        try
        {
            await new SpdyReceiver(new FragmentingStream(bytes, seed: null), new SpdySessionOptions(), handler).RunAsync(default);
        }
        catch (EndOfStreamException)
        {
            // The last frame is still on its way.
        }

        return handler.Frames;
    }
}
