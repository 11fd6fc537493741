using DevLoop.PortForward.Spdy;
using DevLoop.Testing;

namespace DevLoop.PortForward.Tests.Spdy;

/// <summary>What a peer may not do, and that the session ends with its description.</summary>
public sealed class SpdySessionLimitTests : ScriptedPeerTest
{
    private static readonly SpdyHeaders Headers = new(("streamtype", "data"));

    private static readonly TestCaseData<byte[], string>[] Violations =
    [
        Violation("a SYN_STREAM without its id", HeaderBlocks.Frame(SpdyFrameType.SynStream, 0, 0), "a SynStream frame that is too short"),
        Violation("a SYN_STREAM without a block", HeaderBlocks.Frame(SpdyFrameType.SynStream, new byte[10]), "a damaged header block"),
        Violation("a SYN_REPLY without its id", HeaderBlocks.Frame(SpdyFrameType.SynReply), "a SynReply frame that is too short"),
        Violation("a HEADERS without its id", HeaderBlocks.Frame(SpdyFrameType.Headers, 1), "a Headers frame that is too short"),
        Violation("a RST_STREAM without a status", HeaderBlocks.Frame(SpdyFrameType.RstStream, 0, 0, 0, 1), "a RstStream frame that is too short"),
        Violation("a PING of three bytes", HeaderBlocks.Frame(SpdyFrameType.Ping, 0, 0, 1), "a Ping frame that is too short"),
        Violation("a GOAWAY without its id", HeaderBlocks.Frame(SpdyFrameType.GoAway), "a GoAway frame that is too short"),
        Violation("a frame of SPDY/2", [0x80, 2, 0, 6, 0, 0, 0, 4, 0, 0, 0, 2], "version 2"),
        Violation("a stream with id 0", HeaderBlocks.SynStream(0, HeaderBlocks.First(0, 0, 0, 0)), "a stream with id 0"),
        Violation("a stream with an id of ours", HeaderBlocks.SynStream(2, HeaderBlocks.First(0, 0, 0, 0)), "a stream with id 2"),
        Violation(
            "ids that go back",
            [.. HeaderBlocks.SynStream(5, HeaderBlocks.First(0, 0, 0, 0)), .. HeaderBlocks.SynStream(3, HeaderBlocks.Stored(0, 0, 0, 0))],
            "a stream with id 3 after 5"),
        Violation(
            "an id twice",
            [.. HeaderBlocks.SynStream(5, HeaderBlocks.First(0, 0, 0, 0)), .. HeaderBlocks.SynStream(5, HeaderBlocks.Stored(0, 0, 0, 0))],
            "a stream with id 5 after 5"),
    ];

    [TestCaseSource(nameof(Violations))]
    public async Task A_violation_ends_the_session_with_its_description_and_a_GOAWAY(byte[] bytes, string description)
    {
        var (session, peer) = Start(SpdyRole.Server);

        await peer.SendAsync(bytes);

        var end = await session.Completion.Within("end of the session");
        Assert.That(end.Error, Is.EqualTo(PortForwardError.ProtocolViolation));
        Assert.That(end.Message, Does.StartWith("the other side sent ").And.Contain(description));
        Assert.That(await peer.NextAsync(), Does.StartWith("GOAWAY"));
        Assert.That(await peer.NextAsync(), Is.EqualTo("end"));
    }

    [Test]
    public async Task A_control_frame_longer_than_the_limit_is_refused_by_its_header()
    {
        var (session, peer) = Start(SpdyRole.Client);

        await peer.SendAsync(new byte[] { 0x80, 3, 0, 4, 0, 0xFF, 0xFF, 0xFF });

        var end = await session.Completion.Within("end of the session");
        Assert.That(end.Error, Is.EqualTo(PortForwardError.LimitExceeded));
        Assert.That(end.Message, Does.Contain("16777215 bytes, more than the 16384"));
    }

    [Test]
    public async Task A_header_block_that_inflates_beyond_the_limit_ends_the_session()
    {
        var (session, peer) = Start(SpdyRole.Server);

        await peer.SendAsync(HeaderBlocks.SynStream(1, HeaderBlocks.Bomb(10_000_000)));

        Assert.That((await session.Completion.Within("end of the session")).Error, Is.EqualTo(PortForwardError.LimitExceeded));
    }

    [Test]
    public async Task A_connection_that_ends_inside_a_frame_is_broken_and_not_closed([Values(1, 7, 8, 11)] int length)
    {
        var (session, peer) = Start(SpdyRole.Client);

        await peer.SendAsync(HeaderBlocks.Frame(SpdyFrameType.Ping, 0, 0, 0, 2).AsMemory(0, length));
        await peer.DisposeAsync();

        var end = await session.Completion.Within("end of the session");
        Assert.That(end.Error, Is.EqualTo(PortForwardError.TransportFailed));
        Assert.That(end.Message, Does.Contain("inside a frame"));
    }

    [Test]
    public async Task A_flood_of_PINGs_from_a_peer_that_reads_no_answer_ends_the_session() =>
        await AssertFloodEndsAsync(peer => peer.SendPingAsync(1));

    [Test]
    public async Task A_flood_of_streams_from_a_peer_that_reads_no_refusal_ends_the_session()
    {
        var id = -1;
        await AssertFloodEndsAsync(peer => peer.SendSynStreamAsync(id += 2, Headers));
    }

    [Test]
    public async Task A_flood_of_data_for_no_stream_from_a_peer_that_reads_no_reset_ends_the_session() =>
        await AssertFloodEndsAsync(peer => peer.SendDataAsync(99, "x"));

    private async Task AssertFloodEndsAsync(Func<ScriptedSpdyPeer, Task> sendOne)
    {
        var options = new SpdySessionOptions { SendBufferSize = 4 * 1024, MaxDataFrameLength = 1024, MaxStreams = 2, CloseTimeout = TimeSpan.Zero };
        var (session, peer) = Start(SpdyRole.Server, options, capacity: 1024, peerReads: false);
        var sent = 0;

        try
        {
            for (; !session.Completion.IsCompleted && sent < 1_000_000; sent++)
            {
                await sendOne(peer);
            }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The session closed the connection while more was being sent.
        }

        var end = await session.Completion.Within("end of the session");
        Assert.That(end.Error, Is.EqualTo(PortForwardError.LimitExceeded));
        Assert.That(sent, Is.LessThan(20_000));
    }

    private static TestCaseData<byte[], string> Violation(string name, byte[] bytes, string description) =>
        new TestCaseData<byte[], string>(bytes, description).SetArgDisplayNames(name);
}
