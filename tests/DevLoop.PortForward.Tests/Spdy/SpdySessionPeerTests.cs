using System.Text;
using DevLoop.PortForward.Spdy;
using DevLoop.Testing;
using DevLoop.Testing.Wires;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.PortForward.Tests.Spdy;

/// <summary>What a session says to a peer that is odd or rude, and how it says goodbye.</summary>
public sealed class SpdySessionPeerTests : ScriptedPeerTest
{
    private static readonly SpdyHeaders Headers = new(("streamtype", "data"));

    [Test]
    public async Task A_stream_towards_a_client_is_refused_and_the_session_lives()
    {
        var (session, peer) = Start(SpdyRole.Client);

        await peer.SendSynStreamAsync(2, Headers);

        Assert.That(await peer.AnswersAsync(2), Is.EqualTo(["RST_STREAM 2 RefusedStream"]));
        Assert.That(session.StreamCount, Is.Zero);
        Assert.That(session.CanOpenPair, Is.True);
    }

    [Test]
    public async Task Data_on_a_stream_that_never_was_is_answered_with_a_reset()
    {
        var (session, peer) = Start(SpdyRole.Client);

        await peer.SendDataAsync(1, "x");
        await peer.SendDataAsync(2, "x");

        Assert.That(await peer.AnswersAsync(2), Is.EqualTo(["RST_STREAM 1 InvalidStream", "RST_STREAM 2 InvalidStream"]));
        Assert.That(session.Completion.IsCompleted, Is.False);
    }

    [Test]
    public async Task Data_that_was_on_its_way_when_we_reset_is_dropped_in_silence()
    {
        var (session, peer) = Start(SpdyRole.Client);
        var (_, stream) = session.OpenPair(Headers, Headers);
        await SkipAsync(peer, 2);
        stream.Reset(SpdyResetStatus.Cancel);
        Assert.That(await peer.NextAsync(), Is.EqualTo("RST_STREAM 3 Cancel"));

        await peer.SendDataAsync(3, "late");
        await peer.SendFinAsync(3);

        Assert.That(await peer.AnswersAsync(2), Is.Empty);
    }

    [Test]
    public async Task Data_behind_an_end_of_file_resets_its_stream_and_spoils_nothing_that_came_before()
    {
        var (session, peer) = Start(SpdyRole.Client);
        var (_, stream) = session.OpenPair(Headers, Headers);
        await SkipAsync(peer, 2);

        await peer.SendDataAsync(3, "all", fin: true);
        await peer.SendDataAsync(3, "more");

        Assert.That(await peer.AnswersAsync(2), Is.EqualTo(["RST_STREAM 3 StreamAlreadyClosed"]));
        Assert.That(await ReadTextAsync(stream), Is.EqualTo("all"));
        Assert.That((await FailureAsync(() => stream.WriteAsync(new byte[1], default).AsTask())).Error, Is.EqualTo(PortForwardError.ProtocolViolation));
    }

    [Test]
    public async Task A_second_end_of_file_resets_its_stream()
    {
        var (session, peer) = Start(SpdyRole.Client);
        session.OpenPair(Headers, Headers);
        await SkipAsync(peer, 2);

        await peer.SendFinAsync(3);
        await peer.SendFinAsync(3);

        Assert.That(await peer.AnswersAsync(2), Is.EqualTo(["RST_STREAM 3 StreamAlreadyClosed"]));
    }

    [Test]
    public async Task Frames_that_concern_nothing_change_nothing()
    {
        var (session, peer) = Start(SpdyRole.Client);

        await peer.SendRstStreamAsync(1, SpdyResetStatus.Cancel);
        await peer.SendRstStreamAsync(2, SpdyResetStatus.Cancel);
        await peer.SendSynReplyAsync(77);
        await peer.SendAsync(HeaderBlocks.Frame(SpdyFrameType.Settings, new byte[12]));
        await peer.SendAsync(HeaderBlocks.Frame(SpdyFrameType.WindowUpdate, 0, 0, 0, 0, 0, 0, 0, 0));
        await peer.SendAsync(HeaderBlocks.Frame((SpdyFrameType)5, new byte[100]));
        await peer.SendAsync(HeaderBlocks.Frame((SpdyFrameType)0xFFFF));

        Assert.That(await peer.AnswersAsync(2), Is.Empty);
        Assert.That(session.CanOpenPair, Is.True);
    }

    [Test]
    public async Task PINGs_of_the_other_side_are_answered_and_answers_to_ours_are_not([Values] SpdyRole role)
    {
        var (_, peer) = Start(role);
        var (theirs, ours) = role == SpdyRole.Client ? (2u, 1u) : (1u, 2u);

        await peer.SendPingAsync(ours);

        Assert.That(await peer.AnswersAsync(theirs), Is.Empty);
    }

    [Test]
    public async Task A_reset_fails_reading_and_writing_after_what_came_before_it()
    {
        var (session, peer) = Start(SpdyRole.Client);
        var (_, stream) = session.OpenPair(Headers, Headers);
        await SkipAsync(peer, 2);

        await peer.SendDataAsync(3, "first");
        await peer.SendRstStreamAsync(3, SpdyResetStatus.InternalError);
        await peer.AnswersAsync(2);

        var buffer = new byte[100];
        Assert.That(await stream.ReadAsync(buffer, default).AsTask().Within("bytes"), Is.EqualTo(5));
        Assert.That((await FailureAsync(async () => await stream.ReadAsync(buffer, default))).Message, Does.Contain("InternalError"));
        Assert.That((await FailureAsync(() => stream.WriteAsync(buffer, default).AsTask())).Error, Is.EqualTo(PortForwardError.Reset));
        Assert.That(session.StreamCount, Is.EqualTo(1), "the error stream stays");
    }

    [Test]
    public async Task After_a_GOAWAY_open_streams_go_on_and_the_last_one_ends_the_session()
    {
        var (session, peer) = Start(SpdyRole.Client);
        var (error, data) = session.OpenPair(Headers, Headers);
        await SkipAsync(peer, 2);

        await peer.SendGoAwayAsync(3);
        await peer.SendDataAsync(3, "still here", fin: true);
        await peer.SendFinAsync(1);
        Assert.That(await ReadTextAsync(data), Is.EqualTo("still here"));
        Assert.That(await error.ReadAsync(new byte[1], default), Is.Zero);
        Assert.That((session.CanOpenPair, session.Completion.IsCompleted), Is.EqualTo((false, false)));
        Assert.That(Assert.Throws<PortForwardException>(() => session.OpenPair(Headers, Headers))!.Error, Is.EqualTo(PortForwardError.ClosedByPeer));

        data.CompleteWrites();

        var end = await session.Completion.Within("end of the session");
        Assert.That(end.Error, Is.EqualTo(PortForwardError.ClosedByPeer));
        Assert.That(end.Message, Does.Contain("goes away"));
    }

    [Test]
    public async Task A_GOAWAY_fails_the_streams_that_the_other_side_did_not_take_and_no_other()
    {
        var (session, peer) = Start(SpdyRole.Client);
        var (_, taken) = session.OpenPair(Headers, Headers);
        var (_, tooLate) = session.OpenPair(Headers, Headers);
        await SkipAsync(peer, 4);

        await peer.SendGoAwayAsync(3);
        await peer.SendDataAsync(3, "taken", fin: true);

        Assert.That((await FailureAsync(async () => await tooLate.ReadAsync(new byte[1], default))).Error, Is.EqualTo(PortForwardError.NotTaken));
        Assert.That(await ReadTextAsync(taken), Is.EqualTo("taken"));
    }

    [Test]
    public async Task More_streams_than_the_limit_are_refused_one_by_one()
    {
        var (session, peer) = Start(SpdyRole.Server, new SpdySessionOptions { MaxStreams = 3 });

        for (var id = 1; id <= 9; id += 2)
        {
            await peer.SendSynStreamAsync(id, Headers);
        }

        Assert.That(await peer.AnswersAsync(1), Is.EqualTo(["RST_STREAM 7 RefusedStream", "RST_STREAM 9 RefusedStream"]));
        Assert.That(session.StreamCount, Is.EqualTo(3));
    }

    [Test]
    public async Task A_pair_more_than_the_limit_is_not_opened()
    {
        var (session, _) = Start(SpdyRole.Client, new SpdySessionOptions { MaxStreams = 3 });
        session.OpenPair(Headers, Headers);

        Assert.That(session.CanOpenPair, Is.False);
        Assert.That(Assert.Throws<PortForwardException>(() => session.OpenPair(Headers, Headers))!.Error, Is.EqualTo(PortForwardError.TooManyConnections));
        await Task.CompletedTask;
    }

    [Test]
    public async Task Disposing_says_GOAWAY_after_all_that_was_written()
    {
        var (session, peer) = Start(SpdyRole.Client);
        var (_, stream) = session.OpenPair(Headers, Headers);
        await stream.WriteAsync("last words"u8.ToArray(), default);

        await session.DisposeAsync();

        await SkipAsync(peer, 2);
        Assert.That(await peer.NextAsync(), Is.EqualTo("DATA 3 last words"));
        Assert.That(await peer.NextAsync(), Is.EqualTo("GOAWAY 0"));
        Assert.That(await peer.NextAsync(), Is.EqualTo("end"));
    }

    [Test]
    public async Task Disposing_twice_and_at_once_is_one_end()
    {
        var (session, _) = Start(SpdyRole.Client);

        await Task.WhenAll(session.DisposeAsync().AsTask(), session.DisposeAsync().AsTask()).Within("end of the session");
        await session.DisposeAsync();

        Assert.That((await session.Completion).Error, Is.EqualTo(PortForwardError.Closed));
        Assert.That(Assert.Throws<PortForwardException>(() => session.OpenPair(Headers, Headers))!.Error, Is.EqualTo(PortForwardError.Closed));
        Assert.That(await session.AcceptAsync(default), Is.Null);
    }

    [Test]
    public async Task A_transport_that_fails_to_close_does_not_keep_the_session_from_ending()
    {
        var (a, _) = DuplexStream.CreatePair();
        var session = SpdySession.Start(new UnclosableStream(a), SpdyRole.Client, new SpdySessionOptions(), TimeProvider.System, NullLogger.Instance);

        await session.DisposeAsync().AsTask().Within("end of the session");

        Assert.That((await session.Completion).Error, Is.EqualTo(PortForwardError.Closed));
    }

    private static async Task SkipAsync(ScriptedSpdyPeer peer, int frames)
    {
        for (var i = 0; i < frames; i++)
        {
            await peer.NextAsync();
        }
    }

    private static async Task<string> ReadTextAsync(SpdyStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[100];
        while (await stream.ReadAsync(buffer, default).AsTask().Within("bytes or end of file") is > 0 and var read)
        {
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    private static async Task<PortForwardException> FailureAsync(Func<Task> act) =>
        (await Assert.ThrowsAsync<PortForwardException>(() => act().Within("failure")))!;
}
