using System.Buffers;
using System.Text;
using DevLoop.PortForward.Spdy;
using DevLoop.Testing;

namespace DevLoop.PortForward.Tests.Spdy;

/// <summary>What flags, ids and calls do to the streams of a session.</summary>
public sealed class SpdySessionStreamTests : ScriptedPeerTest
{
    private static readonly SpdyHeaders Headers = new(("streamtype", "data"));

    [Test]
    public async Task A_stream_that_is_opened_as_unidirectional_cannot_be_written()
    {
        var (session, peer) = Start(SpdyRole.Server);

        await peer.SendSynStreamAsync(1, Headers, SpdyFrameFlags.Unidirectional);
        var stream = await AcceptAsync(session);

        await Assert.ThrowsAsync<InvalidOperationException>(() => stream.WriteAsync(new byte[1], default).AsTask());
        await peer.SendDataAsync(1, "x", fin: true);
        Assert.That(await stream.ReadAsync(new byte[9], default).AsTask().Within("bytes"), Is.EqualTo(1));
        Assert.That(await peer.AnswersAsync(1), Is.Empty);
        Assert.That(session.StreamCount, Is.Zero, "both sides have ended");
    }

    [Test]
    public async Task A_stream_that_is_opened_as_ended_can_be_written_and_is_over_with_this_side()
    {
        var (session, peer) = Start(SpdyRole.Server);

        await peer.SendSynStreamAsync(1, Headers, SpdyFrameFlags.Fin);
        var stream = await AcceptAsync(session);

        Assert.That(await stream.ReadAsync(new byte[9], default).AsTask().Within("end of file"), Is.Zero);
        Assert.That(session.StreamCount, Is.EqualTo(1));
        await stream.WriteAsync("x"u8.ToArray(), default);
        stream.CompleteWrites();
        Assert.That(await peer.AnswersAsync(1), Is.EqualTo(["DATA 1 x", "DATA 1 FIN"]));
        Assert.That(session.StreamCount, Is.Zero);
    }

    [Test]
    public async Task Data_that_comes_together_reaches_a_reader_together()
    {
        var (session, peer) = Start(SpdyRole.Client);
        var (_, stream) = session.OpenPair(Headers, Headers);
        await SkipAsync(peer, 2);
        var buffer = new byte[9];
        var reading = stream.ReadAsync(buffer, default).AsTask();

        await peer.SendAsync(Data((3, "ab"), (3, "cd"), (3, "e")));

        Assert.That(await reading.Within("bytes"), Is.EqualTo(5));
        Assert.That(buffer[..5], Is.EqualTo("abcde"u8.ToArray()));
    }

    [Test]
    public async Task Data_is_handed_over_before_that_of_another_stream_holds_up_the_session()
    {
        var (session, peer) = Start(SpdyRole.Client, new SpdySessionOptions { ReceiveBufferSize = 4 });
        var (_, read) = session.OpenPair(Headers, Headers);
        var (_, stalled) = session.OpenPair(Headers, Headers);
        await SkipAsync(peer, 4);
        var reading = read.ReadAsync(new byte[9], default).AsTask();

        await peer.SendAsync(Data((3, "ab"), (7, "held up"), (3, "cd")));

        Assert.That(await reading.Within("bytes"), Is.EqualTo(2));
        reading = read.ReadAsync(new byte[9], default).AsTask();
        Assert.That(await stalled.ReadAsync(new byte[9], default).AsTask().Within("what held it up"), Is.EqualTo(7));
        Assert.That(await reading.Within("bytes"), Is.EqualTo(2));
    }

    [TestCase(SpdyFrameType.SynReply)]
    [TestCase(SpdyFrameType.Headers)]
    public async Task A_reply_or_headers_end_a_stream_only_with_their_flag(object type)
    {
        var (session, peer) = Start(SpdyRole.Client);
        var (_, stream) = session.OpenPair(Headers, Headers);
        await SkipAsync(peer, 2);
        var reading = stream.ReadAsync(new byte[9], default).AsTask();

        await peer.SendAsync(HeaderBlocks.Frame((SpdyFrameType)type, [.. HeaderBlocks.Int(3), .. HeaderBlocks.First(0, 0, 0, 0)]));
        Assert.That(await peer.AnswersAsync(2), Is.Empty);
        Assert.That(reading.IsCompleted, Is.False);

        var ending = HeaderBlocks.Frame((SpdyFrameType)type, [.. HeaderBlocks.Int(3), .. HeaderBlocks.Stored(0, 0, 0, 0)]);
        ending[4] = (byte)SpdyFrameFlags.Fin;
        await peer.SendAsync(ending);
        Assert.That(await reading.Within("end of file"), Is.Zero);

        await peer.SendAsync(ending);
        Assert.That(await peer.AnswersAsync(4), Is.EqualTo(["RST_STREAM 3 StreamAlreadyClosed"]), "a second end");
    }

    [Test]
    public async Task Blocks_of_every_kind_of_frame_are_one_zlib_stream()
    {
        var (session, peer) = Start(SpdyRole.Server);

        await peer.SendAsync(HeaderBlocks.Frame(SpdyFrameType.SynReply, [.. HeaderBlocks.Int(2), .. HeaderBlocks.First(0, 0, 0, 0)]));
        await peer.SendAsync(HeaderBlocks.Frame(SpdyFrameType.Headers, [.. HeaderBlocks.Int(2), .. HeaderBlocks.Stored(0, 0, 0, 0)]));
        await peer.SendAsync(HeaderBlocks.SynStream(1, HeaderBlocks.Stored([.. HeaderBlocks.Int(1), .. HeaderBlocks.Text("a"), .. HeaderBlocks.Text("b")])));
        Assert.That((await AcceptAsync(session)).Headers["a"], Is.EqualTo("b"));

        // A second client, whose first block is that of a HEADERS.
        var (other, otherPeer) = Start(SpdyRole.Server);
        await otherPeer.SendAsync(HeaderBlocks.Frame(SpdyFrameType.Headers, [.. HeaderBlocks.Int(2), .. HeaderBlocks.First(0, 0, 0, 0)]));
        await otherPeer.SendAsync(HeaderBlocks.SynStream(1, HeaderBlocks.Stored(0, 0, 0, 0)));
        Assert.That((await AcceptAsync(other)).Id, Is.EqualTo(1));
    }

    [Test]
    public async Task Streams_that_were_taken_up_count_until_they_end()
    {
        var (session, peer) = Start(SpdyRole.Server, new SpdySessionOptions { MaxStreams = 1 });
        await peer.SendSynStreamAsync(1, Headers);
        var first = await AcceptAsync(session);

        await peer.SendSynStreamAsync(3, Headers);
        Assert.That(await peer.AnswersAsync(1), Is.EqualTo(["RST_STREAM 3 RefusedStream"]));

        first.Reset(SpdyResetStatus.Cancel);
        Assert.That(await peer.NextAsync(), Is.EqualTo("RST_STREAM 1 Cancel"));
        await peer.SendSynStreamAsync(5, Headers);
        Assert.That((await AcceptAsync(session)).Id, Is.EqualTo(5));
    }

    [Test]
    public async Task No_stream_is_left_in_a_session_that_has_ended()
    {
        var (session, peer) = Start(SpdyRole.Client);
        session.OpenPair(Headers, Headers);
        session.OpenPair(Headers, Headers);
        await SkipAsync(peer, 4);

        await peer.SendGoAwayAsync(3);
        Assert.That(await peer.AnswersAsync(2), Is.Empty);
        Assert.That(session.StreamCount, Is.EqualTo(2), "the pair that the other side did not take is out");

        await session.DisposeAsync();
        Assert.That(session.StreamCount, Is.Zero);
    }

    [Test]
    public async Task The_reserved_bit_before_a_stream_s_id_means_nothing()
    {
        var (session, peer) = Start(SpdyRole.Client);
        var (_, stream) = session.OpenPair(Headers, Headers);
        await SkipAsync(peer, 2);

        await peer.SendAsync(HeaderBlocks.Frame(SpdyFrameType.RstStream, 0x80, 0, 0, 3, 0, 0, 0, (byte)SpdyResetStatus.Cancel));

        var failure = await Assert.ThrowsAsync<PortForwardException>(() => stream.ReadAsync(new byte[1], default).AsTask().Within("failure"));
        Assert.That(failure!.Error, Is.EqualTo(PortForwardError.Reset));
    }

    [Test]
    public async Task A_GOAWAY_without_any_open_stream_ends_the_session_at_once()
    {
        var (session, peer) = Start(SpdyRole.Client);

        await peer.SendGoAwayAsync(0);

        Assert.That((await session.Completion.Within("end of the session")).Error, Is.EqualTo(PortForwardError.ClosedByPeer));
    }

    [Test]
    public async Task A_GOAWAY_of_a_client_leaves_the_streams_that_it_opened_alone()
    {
        var (session, peer) = Start(SpdyRole.Server);
        await peer.SendSynStreamAsync(5, Headers);
        var stream = await AcceptAsync(session);

        await peer.SendGoAwayAsync(0);
        await peer.SendDataAsync(5, "x");

        Assert.That(await stream.ReadAsync(new byte[9], default).AsTask().Within("bytes"), Is.EqualTo(1));
        Assert.That(session.Completion.IsCompleted, Is.False);
    }

    [Test]
    public async Task A_server_tells_data_for_a_stream_that_was_open_from_data_for_one_that_never_was()
    {
        var (session, peer) = Start(SpdyRole.Server);
        await peer.SendSynStreamAsync(5, Headers);
        (await AcceptAsync(session)).Reset(SpdyResetStatus.Cancel);
        Assert.That(await peer.NextAsync(), Is.EqualTo("RST_STREAM 5 Cancel"));

        await peer.SendDataAsync(5, "late");
        await peer.SendDataAsync(7, "never");
        await peer.SendDataAsync(2, "ours");

        Assert.That(await peer.AnswersAsync(1), Is.EqualTo(["RST_STREAM 7 InvalidStream", "RST_STREAM 2 InvalidStream"]));
    }

    [Test]
    public async Task The_GOAWAY_of_a_server_names_the_last_stream_that_it_saw()
    {
        var (session, peer) = Start(SpdyRole.Server);
        await peer.SendSynStreamAsync(5, Headers);
        await AcceptAsync(session);

        await session.DisposeAsync();

        Assert.That(await peer.NextAsync(), Is.EqualTo("GOAWAY 5"));
    }

    [Test]
    public async Task As_many_pairs_as_the_limit_allows_are_opened_and_an_ended_one_makes_room()
    {
        var (session, peer) = Start(SpdyRole.Client, new SpdySessionOptions { MaxStreams = 4 });
        session.OpenPair(Headers, Headers);
        Assert.That(session.CanOpenPair, Is.True);
        var (error, data) = session.OpenPair(Headers, Headers);
        Assert.That(session.CanOpenPair, Is.False);
        Assert.That(Assert.Throws<PortForwardException>(() => session.OpenPair(Headers, Headers))!.Message, Does.Contain("carries 2 connections"));

        error.Reset(SpdyResetStatus.Cancel);
        data.Reset(SpdyResetStatus.Cancel);
        Assert.That((session.CanOpenPair, session.StreamCount), Is.EqualTo((true, 2)));
        var (_, next) = session.OpenPair(Headers, Headers);
        Assert.That(next.Id, Is.EqualTo(11));
        await SkipAsync(peer, 4);
    }

    [Test]
    public async Task A_long_write_leaves_in_frames_of_the_largest_length_and_the_end_is_said_once()
    {
        var (session, peer) = Start(SpdyRole.Client, new SpdySessionOptions { MaxDataFrameLength = 4 });
        var (_, stream) = session.OpenPair(Headers, Headers);
        await SkipAsync(peer, 2);

        await stream.WriteAsync("abcdefghi"u8.ToArray(), default);
        await stream.WriteAsync(ReadOnlyMemory<byte>.Empty, default);
        stream.CompleteWrites();
        stream.CompleteWrites();

        Assert.That(await peer.AnswersAsync(2), Is.EqualTo(["DATA 3 abcd", "DATA 3 efgh", "DATA 3 i", "DATA 3 FIN"]));
        await Assert.ThrowsAsync<InvalidOperationException>(() => stream.WriteAsync(new byte[1], default).AsTask());
    }

    [Test]
    public async Task A_stream_that_was_reset_says_nothing_more_and_has_lost_what_was_not_read()
    {
        var (session, peer) = Start(SpdyRole.Client);
        var (_, stream) = session.OpenPair(Headers, Headers);
        await SkipAsync(peer, 2);
        await peer.SendDataAsync(3, "unread", fin: true);
        Assert.That(await peer.AnswersAsync(2), Is.Empty);

        stream.Reset(SpdyResetStatus.Cancel);
        stream.Reset(SpdyResetStatus.Cancel);
        stream.CompleteWrites();

        Assert.That(await peer.AnswersAsync(2), Is.EqualTo(["RST_STREAM 3 Cancel"]));
        var failure = await Assert.ThrowsAsync<PortForwardException>(() => stream.ReadAsync(new byte[9], default).AsTask().Within("failure"));
        Assert.That(failure!.Error, Is.EqualTo(PortForwardError.Closed));
    }

    [Test]
    public async Task A_stream_whose_sides_have_both_ended_is_not_reset_and_stays_readable()
    {
        var (session, peer) = Start(SpdyRole.Client);
        var (_, stream) = session.OpenPair(Headers, Headers);
        await SkipAsync(peer, 2);
        stream.CompleteWrites();
        Assert.That(await peer.NextAsync(), Is.EqualTo("DATA 3 FIN"));
        await peer.SendDataAsync(3, "all", fin: true);
        Assert.That(await peer.AnswersAsync(2), Is.Empty);

        stream.Reset(SpdyResetStatus.Cancel);

        Assert.That(await peer.AnswersAsync(4), Is.Empty);
        Assert.That(await stream.ReadAsync(new byte[9], default), Is.EqualTo(3));
        Assert.That(await stream.ReadAsync(new byte[9], default), Is.Zero);
    }

    [Test]
    public async Task A_session_that_breaks_after_a_stream_s_end_of_file_takes_nothing_from_its_reader()
    {
        var (session, peer) = Start(SpdyRole.Client);
        var (error, stream) = session.OpenPair(Headers, Headers);
        await SkipAsync(peer, 2);
        await peer.SendDataAsync(3, "all", fin: true);
        await peer.DisposeAsync();
        await session.Completion.Within("end of the session");

        Assert.That(await stream.ReadAsync(new byte[9], default), Is.EqualTo(3));
        Assert.That(await stream.ReadAsync(new byte[9], default), Is.Zero);
        await Assert.ThrowsAsync<PortForwardException>(() => error.ReadAsync(new byte[9], default).AsTask());
        await Assert.ThrowsAsync<PortForwardException>(() => stream.WriteAsync(new byte[1], default).AsTask());
    }

    [TestCase(16 * 1024, true)]
    [TestCase((16 * 1024) + 1, false)]
    public async Task A_control_frame_may_be_as_long_as_the_limit(int length, bool isTaken)
    {
        var (session, peer) = Start(SpdyRole.Client);

        await peer.SendAsync(HeaderBlocks.Frame(SpdyFrameType.Settings, new byte[length]));

        if (isTaken)
        {
            Assert.That(await peer.AnswersAsync(2), Is.Empty);
        }
        else
        {
            Assert.That((await session.Completion.Within("end of the session")).Error, Is.EqualTo(PortForwardError.LimitExceeded));
        }
    }

    private static async Task<SpdyStream> AcceptAsync(SpdySession session) => (await session.AcceptAsync(default).AsTask().Within("stream"))!;

    private static async Task SkipAsync(ScriptedSpdyPeer peer, int frames)
    {
        for (var i = 0; i < frames; i++)
        {
            await peer.NextAsync();
        }
    }

    private static ReadOnlyMemory<byte> Data(params (int StreamId, string Text)[] frames)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var (streamId, text) in frames)
        {
            SpdyFrameWriter.WriteData(output, streamId, Encoding.ASCII.GetBytes(text), SpdyFrameFlags.None);
        }

        return output.WrittenMemory;
    }
}
