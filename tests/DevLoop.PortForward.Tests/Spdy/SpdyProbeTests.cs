using DevLoop.PortForward.Spdy;
using DevLoop.Testing;

namespace DevLoop.PortForward.Tests.Spdy;

public sealed class SpdyProbeTests : ScriptedPeerTest
{
    [Test]
    public async Task A_probe_is_over_once_each_of_five_workers_has_answered_in_whatever_order()
    {
        var (session, peer) = Start(SpdyRole.Client);
        var probe = session.ProbeAsync(CancellationToken.None);
        uint[] ids = [1, 3, 5, 7, 9];
        foreach (var id in ids)
        {
            Assert.That(await peer.NextAsync(), Is.EqualTo($"PING {id}"));
        }

        foreach (var id in ids.Reverse().Take(4))
        {
            await peer.SendPingAsync(id);
            await peer.SendPingAsync(id);
        }

        // All that was sent before is in once a PING of the peer comes back.
        Assert.That(await peer.AnswersAsync(2), Is.Empty);
        Assert.That(probe.IsCompleted, Is.False);
        await peer.SendPingAsync(1);
        await probe.Within("end of the probe");
    }

    [Test]
    public async Task A_server_s_PINGs_have_even_ids()
    {
        var (session, peer) = Start(SpdyRole.Server);
        var probe = session.ProbeAsync(CancellationToken.None);
        for (uint id = 2; id <= 10; id += 2)
        {
            Assert.That(await peer.NextAsync(), Is.EqualTo($"PING {id}"));
            await peer.SendPingAsync(id);
        }

        await probe.Within("end of the probe");
    }

    [Test]
    public async Task A_probe_fails_with_its_session([Values] bool before)
    {
        var (session, peer) = Start(SpdyRole.Client);
        var probe = before ? null : session.ProbeAsync(CancellationToken.None);
        await peer.DisposeAsync();
        await session.Completion.Within("end of the session");
        var failure = await Assert.ThrowsAsync<PortForwardException>(() => (probe ?? session.ProbeAsync(CancellationToken.None)).Within("end of the probe"));
        Assert.That(failure!.Error, Is.EqualTo(session.Completion.Result.Error));
    }

    [Test]
    public async Task A_probe_can_be_given_up_and_the_next_one_asks_anew()
    {
        var (session, peer) = Start(SpdyRole.Client);
        using var stop = new CancellationTokenSource();
        var first = session.ProbeAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(() => first.Within("end of the probe"));
        var second = session.ProbeAsync(CancellationToken.None);
        for (uint id = 1; id < 20; id += 2)
        {
            await peer.NextAsync();
            await peer.SendPingAsync(id);
        }

        await second.Within("end of the probe");
    }
}
