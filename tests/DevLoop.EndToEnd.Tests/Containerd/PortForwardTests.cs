using System.Security.Cryptography;
using System.Text;
using DevLoop.Kubernetes.Api;
using DevLoop.PortForward;
using DevLoop.PortForward.Channels;
using DevLoop.PortForward.Spdy;
using DevLoop.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>
/// Our client against the server code of real kubelets. Nothing here relies on half-close: containerd 1.6 ends the other
/// direction about a second after the first end of file.
/// </summary>
[Category(RealPeer.Category)]
[TestFixture(PortForwardTransport.Spdy)]
[TestFixture(PortForwardTransport.V4Channel)]
public sealed class PortForwardTests(PortForwardTransport transport)
{
    private const int Echo = 7000;
    private const int Source = 7001;
    private const int Http = 8080;
    private const int Nothing = 9999;
    private const int BulkLength = 64 << 20;

    private readonly StreamingUrlUpgrader _upgrader = new(TimeProvider.System);
    private readonly List<IAsyncDisposable> _opened = [];

    [TearDown]
    public async Task CloseAsync()
    {
        foreach (var opened in _opened)
        {
            await opened.DisposeAsync().AsTask().Within("end of a session");
        }

        _upgrader.Dispose();
    }

    [Test]
    public async Task An_echo_comes_back()
    {
        var stream = await OpenAsync(SharedContainerd.Pod, Echo);
        var sent = Encoding.ASCII.GetBytes("hello, pod");

        await stream.WriteAsync(sent, CancellationToken.None);

        Assert.That(await stream.ReadExactlyAsync(sent.Length).Within("echo"), Is.EqualTo(sent));
    }

    [Test]
    public async Task The_pod_answers_HTTP()
    {
        var stream = await OpenAsync(SharedContainerd.Pod, Http);

        await stream.WriteAsync("GET / HTTP/1.1\r\nHost: pod\r\n\r\n"u8.ToArray(), CancellationToken.None);
        await stream.ReadHeadAsync().Within("head of the answer");

        Assert.That(await stream.ReadExactlyAsync("shared v1\n".Length).Within("answer"), Is.EqualTo("shared v1\n"u8.ToArray()));
    }

    [Test]
    public async Task A_long_download_arrives_whole()
    {
        var stream = await OpenAsync(SharedContainerd.Pod, Http);
        var request = $"GET /bytes?n={BulkLength} HTTP/1.1\r\nHost: pod\r\n\r\n";

        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), CancellationToken.None);
        await stream.ReadHeadAsync().Within("head of the answer");

        Assert.That(await stream.HashAsync(BulkLength).Within("download"), Is.EqualTo(SHA256.HashData(Pattern(BulkLength))));
    }

    [Test]
    public async Task Much_goes_both_ways_at_once()
    {
        var stream = await OpenAsync(SharedContainerd.Pod, Echo);
        var sent = new byte[BulkLength];
        new Random(1).NextBytes(sent);

        var writing = stream.WriteAsync(sent, CancellationToken.None).AsTask();
        var received = await stream.HashAsync(sent.Length).Within("echo");

        await writing.Within("end of the upload");
        Assert.That(received, Is.EqualTo(SHA256.HashData(sent)));
    }

    [Test]
    public async Task Many_connections_are_served_at_once()
    {
        const int Count = 200;
        var streams = await OpenManyAsync(SharedContainerd.Pod, Echo, Count);
        for (var i = 0; i < Count; i++)
        {
            await streams[i].WriteAsync(Numbered(i), CancellationToken.None);
        }

        for (var i = 0; i < Count; i++)
        {
            Assert.That(await streams[i].ReadExactlyAsync(8).Within($"echo on connection {i}"), Is.EqualTo(Numbered(i)));
        }
    }

    [Test]
    public async Task A_reader_that_stalls_gets_every_byte_when_it_goes_on()
    {
        var stalled = await OpenAsync(SharedContainerd.Pod, Http);
        var request = $"GET /bytes?n={BulkLength} HTTP/1.1\r\nHost: pod\r\n\r\n";
        await stalled.WriteAsync(Encoding.ASCII.GetBytes(request), CancellationToken.None);

        // On a session of its own: the wire has no flow control, so a stream that nobody reads stops those beside it.
        var other = await OpenAsync(SharedContainerd.Pod, Echo);
        for (var i = 0; i < 100; i++)
        {
            await other.WriteAsync(Numbered(i), CancellationToken.None);
            Assert.That(await other.ReadExactlyAsync(8).Within("echo"), Is.EqualTo(Numbered(i)));
        }

        await stalled.ReadHeadAsync().Within("head of the answer");
        Assert.That(await stalled.HashAsync(BulkLength).Within("download"), Is.EqualTo(SHA256.HashData(Pattern(BulkLength))));
    }

    [Test]
    public async Task A_read_that_is_cancelled_loses_nothing()
    {
        var stream = await OpenAsync(SharedContainerd.Pod, Echo);
        using var cancel = new CancellationTokenSource();
        var reading = stream.ReadAsync(new byte[8], cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Assert.CatchAsync<OperationCanceledException>(() => reading.Within("end of the read"));
        await stream.WriteAsync(Numbered(4), CancellationToken.None);
        Assert.That(await stream.ReadExactlyAsync(8).Within("echo"), Is.EqualTo(Numbered(4)));
    }

    [Test]
    public async Task A_port_where_nothing_listens_refuses_its_connection_alone()
    {
        var (refused, living) = await OpenTwoAsync(SharedContainerd.Pod, Nothing, Echo);

        var error = await Assert.ThrowsAsync<PortForwardException>(
            async () => await refused.ReadAsync(new byte[1], CancellationToken.None).AsTask().Within("refusal"));

        Assert.That(error!.Error, Is.EqualTo(PortForwardError.Refused));
        Assert.That(error.Message, Does.Contain("9999").And.Contain("connection refused"));
        await living.WriteAsync(Numbered(1), CancellationToken.None);
        Assert.That(await living.ReadExactlyAsync(8).Within("echo after the refusal"), Is.EqualTo(Numbered(1)));
    }

    [Test]
    public async Task A_pod_that_is_killed_ends_its_connections()
    {
        var pod = await SharedContainerd.Host.RunDemoPodAsync($"killed-{transport}".ToLowerInvariant());
        var stream = await OpenAsync(pod, Source);
        await stream.ReadExactlyAsync(1 << 20).Within("bytes of the source");

        await SharedContainerd.Host.KillAsync(pod);

        await stream.DrainAsync().Within("end of the source");
    }

    [Test]
    public async Task A_pod_that_is_removed_ends_its_connections()
    {
        var pod = await SharedContainerd.Host.RunDemoPodAsync($"removed-{transport}".ToLowerInvariant());
        var stream = await OpenAsync(pod, Echo);
        await stream.WriteAsync(Numbered(3), CancellationToken.None);
        await stream.ReadExactlyAsync(8).Within("echo");

        await SharedContainerd.Host.RemoveAsync(pod);

        await stream.DrainAsync().Within("end of the connection");
    }

    [Test]
    public async Task A_runtime_that_vanishes_ends_the_session()
    {
        IPortForwardSession session;
        Task draining;
        await using (var containerd = await ContainerdHost.StartAsync())
        {
            session = await OpenSessionAsync(await containerd.RunDemoPodAsync("orphan"), Source, containerd);
            var stream = session.Open(Source);
            await stream.ReadExactlyAsync(1 << 20).Within("bytes of the source");
            draining = stream.DrainAsync();
        }

        var end = await session.Completion.Within("end of the session");
        await draining.Within("end of the source");

        Assert.That(end.Error, Is.EqualTo(PortForwardError.ClosedByPeer).Or.EqualTo(PortForwardError.TransportFailed));
    }

    [Test]
    public async Task A_connection_given_up_in_the_middle_leaves_the_others_alone()
    {
        var (abandoned, living) = await OpenTwoAsync(SharedContainerd.Pod, Source, Echo);
        await abandoned.ReadExactlyAsync(1 << 20).Within("bytes of the source");

        await abandoned.DisposeAsync().AsTask().Within("end of the connection");

        await living.WriteAsync(Numbered(2), CancellationToken.None);
        Assert.That(await living.ReadExactlyAsync(8).Within("echo"), Is.EqualTo(Numbered(2)));
    }

    private static byte[] Numbered(int i) => BitConverter.GetBytes((long)i);

    private static byte[] Pattern(int length)
    {
        var pattern = new byte[length];
        for (var i = 0; i < length; i++)
        {
            pattern[i] = (byte)(i % 251);
        }

        return pattern;
    }

    private async Task<ForwardedStream> OpenAsync(DemoPod pod, int port) => (await OpenSessionAsync(pod, port)).Open(port);

    private async Task<(ForwardedStream First, ForwardedStream Second)> OpenTwoAsync(DemoPod pod, int first, int second)
    {
        var session = await OpenSessionAsync(pod, first);
        return (session.Open(first), transport == PortForwardTransport.Spdy ? session.Open(second) : await OpenAsync(pod, second));
    }

    /// <summary>On one session where the wire carries several connections, else on as many.</summary>
    private async Task<ForwardedStream[]> OpenManyAsync(DemoPod pod, int port, int count)
    {
        if (transport == PortForwardTransport.Spdy)
        {
            var session = await OpenSessionAsync(pod, port);
            return [.. Enumerable.Range(0, count).Select(_ => session.Open(port))];
        }

        var streams = new ForwardedStream[count];
        for (var i = 0; i < count; i++)
        {
            streams[i] = await OpenAsync(pod, port);
        }

        return streams;
    }

    private async Task<IPortForwardSession> OpenSessionAsync(DemoPod pod, int port, ContainerdHost? host = null)
    {
        var url = await (host ?? SharedContainerd.Host).PortForwardUrlAsync(pod, [port]);
        var upgraded = await _upgrader.UpgradeAsync(url, transport, port, CancellationToken.None);
        IPortForwardSession session = transport == PortForwardTransport.Spdy
            ? new SpdyPortForwardSession(upgraded.Stream, new PortForwardSessionOptions(), TimeProvider.System, NullLogger.Instance)
            : new V4ChannelSession(upgraded.Stream, port, TimeProvider.System);
        _opened.AddRange([session, upgraded]);
        return session;
    }
}
