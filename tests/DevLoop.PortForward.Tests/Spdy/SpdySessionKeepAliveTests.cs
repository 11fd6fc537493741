using DevLoop.PortForward.Spdy;
using DevLoop.Testing;
using DevLoop.Testing.Wires;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.PortForward.Tests.Spdy;

/// <summary>The session's keep-alive from end to end, on a clock that the test moves.</summary>
public sealed class SpdySessionKeepAliveTests
{
    private static readonly SpdyHeaders Headers = new(("streamtype", "data"));

    private readonly FakeClock _clock = new();
    private readonly ScriptedSpdyPeer _peer;
    private readonly SpdySession _session;

    public SpdySessionKeepAliveTests()
    {
        var (a, b) = DuplexStream.CreatePair(capacity: 4096);
        _session = SpdySession.Start(a, SpdyRole.Client, new SpdySessionOptions { ReceiveBufferSize = 1024 }, _clock, NullLogger.Instance);
        _peer = new ScriptedSpdyPeer(b);
    }

    [TearDown]
    public async Task EndBothAsync()
    {
        var disposing = _session.DisposeAsync().AsTask();
        await _peer.DisposeAsync();
        await disposing.Within("end of the session");
    }

    [Test]
    public async Task A_peer_that_never_answers_is_dead_after_fifteen_seconds()
    {
        await AdvanceAsync(10);
        Assert.That(await _peer.NextAsync(), Is.EqualTo("PING 1"));
        await AdvanceAsync(2.5);
        Assert.That(await _peer.NextAsync(), Is.EqualTo("PING 3"));
        Assert.That(_session.Completion.IsCompleted, Is.False);
        await AdvanceAsync(2.5);

        var end = await _session.Completion.Within("end of the session");
        Assert.That(end.Error, Is.EqualTo(PortForwardError.KeepAliveTimeout));
        Assert.That(end.Message, Is.EqualTo("nothing came from the other side for 15 s, and no answer to PING"));
    }

    [Test]
    public async Task The_death_of_the_peer_is_told_to_every_stream()
    {
        var (error, data) = _session.OpenPair(Headers, Headers);
        await AdvanceAsync(10);
        await AdvanceAsync(2.5);
        await AdvanceAsync(2.5);

        foreach (var stream in new[] { error, data })
        {
            var failure = await Assert.ThrowsAsync<PortForwardException>(() => stream.ReadAsync(new byte[1], default).AsTask().Within("failure"));
            Assert.That(failure!.Error, Is.EqualTo(PortForwardError.KeepAliveTimeout));
        }
    }

    [Test]
    public async Task A_peer_that_answers_lives()
    {
        for (var i = 0; i < 10; i++)
        {
            await AdvanceAsync(10);
            var ping = await _peer.NextAsync();
            Assert.That(ping, Is.EqualTo($"PING {(2 * i) + 1}"));
            await _peer.SendPingAsync(uint.Parse(ping[5..]));

            // The answer is in once a PING of the peer, sent behind it, comes back.
            Assert.That(await _peer.AnswersAsync(2), Is.Empty);
        }

        Assert.That(_session.Completion.IsCompleted, Is.False);
    }

    [Test]
    public async Task A_peer_that_has_much_of_ours_to_answer_is_not_taken_for_dead()
    {
        var (_, data) = _session.OpenPair(Headers, Headers);
        for (var i = 0; i < SpdyKeepAlive.MaxUnansweredFrames; i++)
        {
            await data.WriteAsync("x"u8.ToArray(), default);
        }

        await AdvanceAsync(10);
        await AdvanceAsync(2.5);
        await AdvanceAsync(2.5);

        await _clock.WaitForTimersAsync(1).Within("next look of the keep-alive");
        Assert.That(_session.Completion.IsCompleted, Is.False);
    }

    [Test]
    public async Task A_slow_reader_is_not_mistaken_for_a_dead_peer()
    {
        var (_, unread) = _session.OpenPair(Headers, Headers);
        await _peer.NextAsync();
        await _peer.NextAsync();
        await _peer.SendDataAsync(3, new string('x', 2000));
        await _peer.SendDataAsync(3, new string('x', 2000));

        // Before that, the peer has been silent as far as the session knows.
        Assert.That(await Task.Run(() => SpinWait.SpinUntil(() => _session.IsHeldUp, TestLimits.Event)), "the session was never held up");
        for (var i = 0; i < 30; i++)
        {
            await AdvanceAsync(5);
        }

        Assert.That(_session.Completion.IsCompleted, Is.False);
        Assert.That(await unread.ReadAsync(new byte[1000], default).AsTask().Within("bytes"), Is.EqualTo(1000));
    }

    /// <summary>Moves the clock once the session waits for it, so that nothing is skipped.</summary>
    private async Task AdvanceAsync(double seconds)
    {
        await _clock.WaitForTimersAsync(1).Within("timer of the keep-alive");
        _clock.Advance(TimeSpan.FromSeconds(seconds));
    }
}
