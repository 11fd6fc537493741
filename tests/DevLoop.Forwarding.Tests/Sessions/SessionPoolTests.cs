using DevLoop.Forwarding.Sessions;
using DevLoop.PortForward;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests.Sessions;

/// <summary>Which session a connection gets.</summary>
internal sealed class SessionPoolTests : SessionPoolTest
{
    private static readonly SessionPoolOptions One = new() { MaxSessions = 1 };

    [Test]
    public async Task Connections_one_after_the_other_have_the_same_session_whatever_their_ports()
    {
        Use(One);
        var (stream, session) = await ConnectAnewAsync();
        for (var port = 1; port <= 3; port++)
        {
            await EndWellAsync(stream);
            stream = await ConnectAsync(port);
            Assert.That(stream.Port, Is.EqualTo(port));
        }

        Assert.Multiple(() =>
        {
            Assert.That(session.Opened, Is.EqualTo(4));
            Assert.That(Dials.Count, Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Beyond_the_bound_the_session_with_the_fewest_connections_is_shared()
    {
        Use(new SessionPoolOptions { MaxSessions = 2 });
        ScriptedSession[] sessions = [await WarmAsync(), await WarmAsync()];
        for (var i = 0; i < 5; i++)
        {
            await ConnectAsync();
        }

        Assert.Multiple(() =>
        {
            Assert.That(sessions.Select(s => s.Opened), Is.EquivalentTo([2, 3]));
            Assert.That(Dials.Count, Is.EqualTo(2));
        });
    }

    [Test]
    public async Task Two_hundred_at_once_open_no_more_than_the_bound_and_wait_for_the_first_session_only()
    {
        var connecting = Enumerable.Range(0, 200).Select(_ => ConnectAsync()).ToList();
        var dials = new List<ScriptedDial>();
        for (var i = 0; i < 16; i++)
        {
            dials.Add(await Dials.NextAsync());
        }

        dials[0].Succeed();
        await Task.WhenAll(connecting.Take(185)).Within("connections that share");
        Assert.That(connecting.Count(c => c.IsCompleted), Is.EqualTo(185), "those that a session is being opened for have it to themselves");

        var sessions = dials.Skip(1).Select(d => d.Succeed()).ToList();
        await Task.WhenAll(connecting).Within("all connections");
        Assert.Multiple(() =>
        {
            Assert.That(sessions.Select(s => s.Opened), Is.All.EqualTo(1));
            Assert.That(AllDialsAsync, Is.EqualTo(16));
        });
    }

    [Test]
    public async Task A_session_that_becomes_free_serves_who_waits_for_another_one()
    {
        Use(new SessionPoolOptions { MaxSessions = 2 });
        var (first, session) = await ConnectAnewAsync();
        await Dials.NextAsync();
        var waiting = ConnectAsync();
        await EndWellAsync(first);
        await waiting;
        Assert.That(session.Opened, Is.EqualTo(2));
    }

    [Test]
    public async Task A_session_whose_connection_ended_otherwise_serves_none_before_it_is_proven_sound()
    {
        Use(One);
        var (stream, session) = await ConnectAnewAsync();
        var sound = new TaskCompletionSource();
        session.Sound = sound.Task;
        await stream.DisposeAsync();
        await session.Probed;

        var connecting = ConnectAsync();
        await Dials.NextAsync();
        Assert.That(connecting.IsCompleted, Is.False);
        sound.SetResult();
        await connecting;
        Assert.That(session.Opened, Is.EqualTo(2));
    }

    [Test]
    public async Task A_session_that_carries_others_takes_no_new_one_after_one_has_ended_otherwise()
    {
        Use(One);
        var (left, session) = await ConnectAnewAsync();
        await ConnectAsync();
        await left.DisposeAsync();
        var (_, other) = await ConnectAnewAsync();
        Assert.That((session.Opened, other.Opened), Is.EqualTo((2, 1)));
    }

    [Test]
    public async Task A_session_that_does_not_show_in_time_that_it_is_sound_is_closed()
    {
        Use(One);
        var (stream, session) = await ConnectAnewAsync();
        session.Sound = new TaskCompletionSource().Task;
        await EndWellAsync(stream);
        await session.Probed;
        Clock.Advance(One.ProbeTimeout);
        await session.Disposed;
    }

    [Test]
    public async Task A_session_that_is_held_up_takes_no_connection_and_another_one_is_opened_beyond_the_bound()
    {
        Use(One);
        var (_, stalled) = await ConnectAnewAsync();
        stalled.IsHeldUp = true;
        var connecting = ConnectAsync();
        var session = await Dials.SucceedAsync();
        await connecting;
        await ConnectAsync();
        Assert.That((stalled.Opened, session.Opened), Is.EqualTo((1, 2)));
    }

    [Test]
    public async Task When_all_that_may_be_are_held_up_a_connection_waits_until_one_is_not()
    {
        Use(One with { MaxHeldUp = 1 });
        var sessions = new List<ScriptedSession>();
        for (var i = 0; i < 2; i++)
        {
            var (_, session) = await ConnectAnewAsync();
            session.IsHeldUp = true;
            sessions.Add(session);
        }

        var connecting = ConnectAsync();
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(connecting.IsCompleted, Is.False);
        sessions[1].IsHeldUp = false;
        Clock.Advance(TimeSpan.FromSeconds(1));
        await connecting;
        Assert.That((sessions[1].Opened, await AllDialsAsync()), Is.EqualTo((2, 2)));
    }

    [Test]
    public async Task A_session_that_ended_while_it_was_idle_serves_none([Values] bool unnoticed)
    {
        Use(One);
        var dead = await WarmAsync();
        if (unnoticed)
        {
            dead.IsBroken = true;
        }
        else
        {
            dead.Break();
        }

        var (_, session) = await ConnectAnewAsync();
        await dead.Disposed;
        Assert.That((dead.Opened, session.Opened), Is.EqualTo((0, 1)));
    }

    [Test]
    public async Task A_pod_has_sessions_of_its_own()
    {
        Use(One);
        await ConnectAnewAsync();
        var connecting = Pool.ConnectAsync(Target with { Pod = "b", Uid = "uid-b" }, CancellationToken.None);
        var dial = await Dials.NextAsync();
        dial.Succeed();
        await connecting.Within("connection");
        Assert.That(dial.Target.Pod, Is.EqualTo("b"));
    }

    [Test]
    public async Task Who_waits_no_longer_takes_the_session_from_nobody()
    {
        Use(One);
        using var leaving = new CancellationTokenSource();
        var first = Pool.ConnectAsync(Target, leaving.Token);
        var dial = await Dials.NextAsync();
        var second = ConnectAsync();
        await leaving.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(() => first.Within("cancellation"));
        Assert.That(dial.IsCancelled, Is.False);
        dial.Succeed();
        await second;
        Assert.That(Dials.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task A_failure_is_told_to_all_that_wait_for_it_and_tried_again_by_the_next_one()
    {
        Use(One);
        var connecting = Enumerable.Range(0, 3).Select(_ => ConnectAsync()).ToList();
        var failure = new PortForwardException(PortForwardError.TransportFailed, "no");
        (await Dials.NextAsync()).Fail(failure);
        foreach (var connection in connecting)
        {
            Assert.That(await Assert.ThrowsAsync<PortForwardException>(() => connection), Is.SameAs(failure));
        }

        Assert.That(Dials.Count, Is.EqualTo(1));
        await ConnectAnewAsync();
    }

    [Test]
    public async Task A_failure_leaves_those_alone_for_whom_another_session_is_being_opened()
    {
        Use(new SessionPoolOptions { MaxSessions = 2 });
        var connecting = Enumerable.Range(0, 3).Select(_ => ConnectAsync()).ToList();
        ScriptedDial[] dials = [await Dials.NextAsync(), await Dials.NextAsync()];
        dials[0].Fail(new PortForwardException(PortForwardError.TransportFailed, "no"));
        var failed = await Task.WhenAny(connecting);
        dials[1].Succeed();
        var served = (await Task.WhenAll(connecting.Select(async c => await Task.WhenAny(c)))).Count(c => c.IsCompletedSuccessfully);
        Assert.That((failed.IsFaulted, served), Is.EqualTo((true, 1)));
    }
}
