using DevLoop.PortForward.Spdy;
using DevLoop.Testing;

namespace DevLoop.PortForward.Tests.Spdy;

/// <summary>
/// When to ask and when to give up, with an interval of 10 s and a timeout of 5 s. A script is a row of steps:
/// <c>+N</c> moves the clock by N seconds, <c>rx</c> is something received, <c>tx</c> a data frame of 100 bytes sent, <c>TX</c> one of
/// 64 KiB, <c>queued</c> and <c>empty</c> whether as much waits to be sent, and <c>ping</c>, <c>none</c>, <c>dead</c> are what the next
/// tick must say.
/// </summary>
public sealed class SpdyKeepAliveTests
{
    private readonly FakeClock _clock = new();

    [TestCase("none")]
    [TestCase("+9.999 none")]
    [TestCase("+10 ping", TestName = "Ten seconds of silence are accepted")]
    [TestCase("+10 ping +2.4 none +0.1 ping +2.4 none +0.1 dead", TestName = "Two PINGs go out before the verdict")]
    [TestCase("+10 ping none none", TestName = "Asking again at once repeats no PING")]
    [TestCase("+10 ping +5 ping none +2.5 dead", TestName = "After a late tick there still are two PINGs")]
    [TestCase("queued rx +10 ping +2.5 ping +2.5 none +10 none empty +10 dead", TestName = "Behind much that waits to be sent silence proves nothing")]
    [TestCase("+10 ping +1 rx none +9.9 none +0.1 ping", TestName = "An answer starts the silence anew")]
    [TestCase("+10 ping +2.5 ping +2.4 rx +0.1 none", TestName = "An answer in the last moment counts")]
    [TestCase("+9 rx +9 none +1 ping", TestName = "Whatever comes is a sign of life")]
    [TestCase("+100 ping +2.5 ping +2.5 dead", TestName = "A clock that jumped still asks before it gives up")]
    [TestCase("31tx +10 ping +2.5 ping +2.5 dead", TestName = "Few unanswered data frames excuse no silence")]
    [TestCase("32tx +10 ping +2.5 ping +2.5 none +60 none", TestName = "Behind many unanswered data frames silence proves nothing")]
    [TestCase("32tx 1TX rx +10 ping +2.5 ping +2.5 dead", TestName = "Data frames before a sign of life count as answered")]
    [TestCase("1TX +10 ping +2.5 ping +2.5 none +60 none", TestName = "Behind much unanswered data silence proves nothing")]
    public void A_script_of_silence_and_signs_of_life(string script)
    {
        var keepAlive = new SpdyKeepAlive(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5), _clock);
        var queuedBytes = 0L;
        foreach (var step in script.Split(' '))
        {
            if (step[0] == '+')
            {
                _clock.Advance(TimeSpan.FromSeconds(double.Parse(step)));
            }
            else if (step.EndsWith("tx", StringComparison.OrdinalIgnoreCase))
            {
                for (var i = 0; i < int.Parse(step[..^2]); i++)
                {
                    keepAlive.OnDataSent(step.EndsWith("tx", StringComparison.Ordinal) ? 100 : 64 * 1024);
                }
            }
            else if (step is "queued" or "empty")
            {
                queuedBytes = step == "queued" ? 64 * 1024 : 0;
            }
            else if (step == "rx")
            {
                keepAlive.OnReceived();
            }
            else
            {
                var expected = step switch { "ping" => SpdyKeepAliveAction.Ping, "dead" => SpdyKeepAliveAction.GiveUp, _ => SpdyKeepAliveAction.None };
                Assert.That(keepAlive.Tick(queuedBytes).Action, Is.EqualTo(expected), script);
            }
        }
    }

    [Test]
    public void The_ticks_between_PINGs_and_behind_them_come_when_something_can_be_due()
    {
        var keepAlive = new SpdyKeepAlive(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5), _clock);
        Assert.That(After(10, 0), Is.EqualTo((SpdyKeepAliveAction.Ping, TimeSpan.FromSeconds(2.5))));
        Assert.That(After(1, 0), Is.EqualTo((SpdyKeepAliveAction.None, TimeSpan.FromSeconds(1.5))));
        Assert.That(After(1.5, 0), Is.EqualTo((SpdyKeepAliveAction.Ping, TimeSpan.FromSeconds(2.5))));
        Assert.That(After(2.5, SpdyKeepAlive.MaxUnansweredBytes), Is.EqualTo((SpdyKeepAliveAction.None, TimeSpan.FromSeconds(10))));
        Assert.That(After(0, SpdyKeepAlive.MaxUnansweredBytes - 1), Is.EqualTo((SpdyKeepAliveAction.GiveUp, Timeout.InfiniteTimeSpan)));

        (SpdyKeepAliveAction Action, TimeSpan Next) After(double seconds, long queuedBytes)
        {
            _clock.Advance(TimeSpan.FromSeconds(seconds));
            return keepAlive.Tick(queuedBytes);
        }
    }

    [TestCase("", 10.0)]
    [TestCase("+4", 6.0)]
    [TestCase("+10", 2.5, TestName = "After a PING half the timeout")]
    public void The_next_tick_is_when_something_can_be_due(string advance, double seconds)
    {
        var keepAlive = new SpdyKeepAlive(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5), _clock);
        _clock.Advance(TimeSpan.FromSeconds(advance.Length == 0 ? 0 : double.Parse(advance)));

        Assert.That(keepAlive.Tick(queuedBytes: 0).Next, Is.EqualTo(TimeSpan.FromSeconds(seconds)));
    }
}
