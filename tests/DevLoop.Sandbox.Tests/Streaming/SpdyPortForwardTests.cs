using System.Net.Sockets;
using System.Text;
using DevLoop.PortForward;
using DevLoop.PortForward.Spdy;
using DevLoop.Sandbox.Streaming;
using DevLoop.Testing;

namespace DevLoop.Sandbox.Tests.Streaming;

[TestFixture]
internal sealed class SpdyPortForwardTests
{
    [Test]
    public async Task Half_a_pair_is_given_up_after_30_seconds()
    {
        await using var forward = new InMemoryPortForward();
        // Two requests, each with one stream only.
        var (error, data) = forward.Client.OpenPair(InMemoryPortForward.Headers("error", "1"), InMemoryPortForward.Headers("data", "2"));
        await forward.Clock.WaitForTimersAsync(2).Within("waiting for the other halves");

        forward.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.That(await ReadToEndAsync(error), Is.EqualTo("(request=1) timed out waiting for streams"));
        var reset = await Assert.ThrowsAsync<PortForwardException>(() => ReadToEndAsync(data));
        Assert.That(reset!.Error, Is.EqualTo(PortForwardError.Reset));
    }

    [TestCase("error", "0")]
    [TestCase("error", "65536")]
    [TestCase("error", "http")]
    [TestCase("stdin", "7100")]
    public async Task A_stream_that_makes_no_sense_is_refused(string type, string port)
    {
        await using var forward = new InMemoryPortForward();
        var nonsense = new SpdyHeaders((PortForwardHeaders.StreamType, type), (PortForwardHeaders.Port, port), (PortForwardHeaders.RequestId, "1"));
        var (stream, _) = forward.Client.OpenPair(nonsense, InMemoryPortForward.Headers("data", "2"));

        var refused = await Assert.ThrowsAsync<PortForwardException>(() => ReadToEndAsync(stream));

        Assert.That(refused!.Message, Does.Contain("RefusedStream"));
    }

    [Test]
    public async Task A_second_stream_of_the_same_kind_is_refused_and_the_first_lives()
    {
        await using var forward = new InMemoryPortForward();
        var (_, _) = forward.Client.OpenPair(InMemoryPortForward.Headers("error", "1"), InMemoryPortForward.Headers("error", "2"));
        var (second, data) = forward.Open();
        using var pod = await forward.AcceptAsync();

        var refused = await Assert.ThrowsAsync<PortForwardException>(() => ReadToEndAsync(second));
        await pod.SendAsync("hello"u8.ToArray());

        Assert.That(refused!.Message, Does.Contain("RefusedStream"));
        Assert.That(await ReadAsync(data), Is.EqualTo("hello"));
    }

    [Test]
    public async Task Streams_without_a_request_id_belong_together_by_their_ids()
    {
        await using var forward = new InMemoryPortForward();
        var (_, data) = forward.Client.OpenPair(
            new SpdyHeaders((PortForwardHeaders.StreamType, "error"), (PortForwardHeaders.Port, $"{InMemoryPortForward.Port}")),
            new SpdyHeaders((PortForwardHeaders.StreamType, "data"), (PortForwardHeaders.Port, $"{InMemoryPortForward.Port}")));
        using var pod = await forward.AcceptAsync();

        await pod.SendAsync("hello"u8.ToArray());

        Assert.That(await ReadAsync(data), Is.EqualTo("hello"));
    }

    [Test]
    public async Task A_refusal_ends_the_data_stream_before_it_says_why()
    {
        await using var forward = new InMemoryPortForward();
        var (error, data) = forward.Client.OpenPair(InMemoryPortForward.Headers("error", "1", 9999), InMemoryPortForward.Headers("data", "1", 9999));

        Assert.That(await ReadToEndAsync(data), Is.Empty);
        Assert.That(await ReadToEndAsync(error), Does.Contain("connection refused"));
        Assert.That(
            forward.TakeDataFrames().Select(f => (f.StreamId, f.Length > 0, f.Fin)),
            Is.EqualTo([(data.Id, false, true), (error.Id, true, false), (error.Id, false, true)]));
    }

    [Test]
    public async Task The_end_of_file_of_a_pod_leaves_the_other_direction_open()
    {
        await using var forward = new InMemoryPortForward();
        var (error, data) = forward.Open();
        using var pod = await forward.AcceptAsync();
        pod.Shutdown(SocketShutdown.Send);
        Assert.That(await ReadToEndAsync(data), Is.Empty);

        await data.WriteAsync("late"u8.ToArray(), CancellationToken.None);
        data.CompleteWrites();

        Assert.That(await ReadPodToEndAsync(pod), Is.EqualTo("late"));
        Assert.That(await ReadToEndAsync(error), Is.Empty);
    }

    [Test]
    public async Task A_client_that_waits_for_the_error_stream_before_it_ends_gets_its_end_after_a_second_of_silence()
    {
        await using var forward = new InMemoryPortForward();
        var (error, data) = forward.Open();
        using var pod = await forward.AcceptAsync();
        pod.Shutdown(SocketShutdown.Send);
        Assert.That(await ReadToEndAsync(data), Is.Empty);
        await forward.Clock.WaitForTimersAsync(1).Within("second of silence");

        forward.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await ReadToEndAsync(error), Is.Empty);

        await data.WriteAsync("still"u8.ToArray(), CancellationToken.None);
        data.CompleteWrites();
        Assert.That(await ReadPodToEndAsync(pod), Is.EqualTo("still"));
    }

    [Test]
    public async Task What_a_client_sent_before_it_closed_the_session_still_reaches_the_pods()
    {
        const int Connections = 16;
        await using var forward = new InMemoryPortForward();
        for (var i = 0; i < Connections; i++)
        {
            var (_, data) = forward.Client.OpenPair(InMemoryPortForward.Headers("error", $"{i}"), InMemoryPortForward.Headers("data", $"{i}"));
            await data.WriteAsync("last words"u8.ToArray(), CancellationToken.None);
            data.CompleteWrites();
        }

        await forward.Client.DisposeAsync().AsTask().Within("end of the session");

        for (var i = 0; i < Connections; i++)
        {
            using var pod = await forward.AcceptAsync();
            Assert.That(await ReadPodToEndAsync(pod), Is.EqualTo("last words"));
        }
    }

    [Test]
    public async Task A_pod_that_does_not_end_after_its_client_went_is_let_go_after_two_seconds()
    {
        await using var forward = new InMemoryPortForward();
        var (_, data) = forward.Open();
        using var pod = await forward.AcceptAsync();
        data.CompleteWrites();
        await forward.Client.DisposeAsync().AsTask().Within("end of the session");
        await forward.Clock.WaitForTimersAsync(1).Within("limit of the pod");

        forward.Clock.Advance(TimeSpan.FromSeconds(2));

        await forward.Served.Within("end of the connection");
    }

    [Test]
    public async Task A_client_that_resets_its_data_stream_gets_a_proper_end_of_the_error_stream()
    {
        await using var forward = new InMemoryPortForward();
        var (error, data) = forward.Open();
        using var pod = await forward.AcceptAsync();

        data.Reset(SpdyResetStatus.Cancel);

        Assert.That(await ReadToEndAsync(error), Is.Empty);
        Assert.That(await ReadPodToEndAsync(pod), Is.Empty);
    }

    [Test]
    public async Task A_pod_that_resets_the_connection_is_reported_on_the_error_stream()
    {
        await using var forward = new InMemoryPortForward();
        var (error, data) = forward.Open();
        var pod = await forward.AcceptAsync();

        // A reset that comes before the dialler has seen the connection is a refusal, with another text.
        await pod.SendAsync("hello"u8.ToArray());
        Assert.That(await ReadAsync(data), Is.EqualTo("hello"));

        pod.Close(timeout: 0);

        Assert.That(await ReadToEndAsync(data), Is.Empty);
        Assert.That(await ReadToEndAsync(error), Does.EndWith("read: connection reset by peer"));
    }

    [Test]
    public async Task Told_to_be_like_containerd_it_ends_the_other_direction_a_second_after_the_first()
    {
        await using var forward = new InMemoryPortForward(new PortForwardOptions { HalfCloseLimit = TimeSpan.FromSeconds(1) });
        var (error, data) = forward.Open();
        using var pod = await forward.AcceptAsync();
        data.CompleteWrites();
        Assert.That(await ReadPodToEndAsync(pod), Is.Empty);
        await forward.Clock.WaitForTimersAsync(1).Within("limit of the other direction");

        forward.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That(await ReadToEndAsync(data), Is.Empty);
        Assert.That(await ReadToEndAsync(error), Is.Empty);
    }

    private static async Task<string> ReadAsync(SpdyStream stream)
    {
        var buffer = new byte[1024];
        return Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer, CancellationToken.None).AsTask().Within("data"));
    }

    private static async Task<string> ReadToEndAsync(SpdyStream stream)
    {
        var text = "";
        while (await ReadAsync(stream) is { Length: > 0 } more)
        {
            text += more;
        }

        return text;
    }

    private static async Task<string> ReadPodToEndAsync(Socket pod)
    {
        var text = "";
        var buffer = new byte[1024];
        int read;
        while ((read = await pod.ReceiveAsync(buffer).Within("end of file in the pod")) > 0)
        {
            text += Encoding.UTF8.GetString(buffer, 0, read);
        }

        return text;
    }
}
