using System.Text;
using DevLoop.PortForward.Spdy;
using DevLoop.Testing;
using DevLoop.Testing.Wires;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.PortForward.Tests.Spdy;

public sealed class SpdySessionTests
{
    private static readonly SpdyHeaders ErrorHeaders = new(("streamtype", "error"), ("port", "7000"), ("requestid", "0"));
    private static readonly SpdyHeaders DataHeaders = new(("streamtype", "data"), ("port", "7000"), ("requestid", "0"));

    private readonly SpdySession _client;
    private readonly SpdySession _server;

    public SpdySessionTests()
    {
        var (a, b) = DuplexStream.CreatePair();
        _client = SpdySession.Start(a, SpdyRole.Client, new SpdySessionOptions(), TimeProvider.System, NullLogger.Instance);
        _server = SpdySession.Start(b, SpdyRole.Server, new SpdySessionOptions(), TimeProvider.System, NullLogger.Instance);
    }

    [TearDown]
    public async Task EndBothAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    [TestCase(SpdyResetStatus.RefusedStream, PortForwardError.NotTaken)]
    [TestCase(SpdyResetStatus.InternalError, PortForwardError.Reset)]
    public async Task A_reset_says_whether_the_stream_was_ever_taken(SpdyResetStatus status, PortForwardError expected)
    {
        var (_, stream) = _client.OpenPair(ErrorHeaders, DataHeaders);
        await AcceptAsync();
        (await AcceptAsync()).Reset(status);
        var failure = await Assert.ThrowsAsync<PortForwardException>(() => ReadToEndAsync(stream));
        Assert.That(failure!.Error, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_pair_arrives_as_two_streams_with_their_headers_and_the_first_one_ended()
    {
        _client.OpenPair(ErrorHeaders, DataHeaders);

        var error = await AcceptAsync();
        var data = await AcceptAsync();

        Assert.That(error.Headers.All, Is.EqualTo(ErrorHeaders.All));
        Assert.That(data.Headers.All, Is.EqualTo(DataHeaders.All));
        Assert.That((error.Id, data.Id), Is.EqualTo((1, 3)));
        Assert.That(await error.ReadAsync(new byte[1], default).AsTask().Within("end of file"), Is.Zero);
    }

    [Test]
    public async Task Bytes_pass_both_ways_and_each_end_of_file_by_itself()
    {
        var (_, local) = _client.OpenPair(ErrorHeaders, DataHeaders);
        await AcceptAsync();
        var remote = await AcceptAsync();
        remote.Reply();

        await local.WriteAsync("to the pod"u8.ToArray(), default);
        local.CompleteWrites();
        Assert.That(await ReadToEndAsync(remote), Is.EqualTo("to the pod"));

        await remote.WriteAsync("and back"u8.ToArray(), default);
        remote.CompleteWrites();
        Assert.That(await ReadToEndAsync(local), Is.EqualTo("and back"));
    }

    [Test]
    public async Task A_reset_fails_its_stream_and_no_other()
    {
        var (_, first) = _client.OpenPair(ErrorHeaders, DataHeaders);
        var (_, second) = _client.OpenPair(ErrorHeaders, DataHeaders);
        await AcceptAsync();
        var firstRemote = await AcceptAsync();
        await AcceptAsync();
        var secondRemote = await AcceptAsync();

        firstRemote.Reset(SpdyResetStatus.InternalError);
        await secondRemote.WriteAsync("alive"u8.ToArray(), default);
        secondRemote.CompleteWrites();

        var failure = await Assert.ThrowsAsync<PortForwardException>(() => ReadToEndAsync(first));
        Assert.That(failure!.Error, Is.EqualTo(PortForwardError.Reset));
        Assert.That(await ReadToEndAsync(second), Is.EqualTo("alive"));
    }

    [Test]
    public async Task The_end_of_a_session_fails_what_is_open_with_the_reason()
    {
        var (_, local) = _client.OpenPair(ErrorHeaders, DataHeaders);
        await AcceptAsync();

        await _server.DisposeAsync();

        var failure = await Assert.ThrowsAsync<PortForwardException>(() => ReadToEndAsync(local));
        Assert.That(failure!.Error, Is.EqualTo(PortForwardError.ClosedByPeer));
        Assert.That((await _client.Completion.Within("end of the session")).Error, Is.EqualTo(PortForwardError.ClosedByPeer));
        Assert.That(_client.CanOpenPair, Is.False);
    }

    private async Task<SpdyStream> AcceptAsync() => (await _server.AcceptAsync(default).AsTask().Within("stream"))!;

    private static async Task<string> ReadToEndAsync(SpdyStream stream)
    {
        var all = new MemoryStream();
        var buffer = new byte[100];
        while (await stream.ReadAsync(buffer, default).AsTask().Within("bytes or end of file") is > 0 and var read)
        {
            all.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }
}
