using DevLoop.Forwarding.Sessions;
using DevLoop.PortForward;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests.Sessions;

/// <summary>What is kept ready, and for how long.</summary>
internal sealed class SessionPoolLifeTests : SessionPoolTest
{
    private static readonly SessionPoolOptions Options = new();

    [Test]
    public async Task The_connection_that_takes_the_last_idle_session_has_the_next_one_opened()
    {
        var warm = await WarmAsync();
        await ConnectAsync();
        var spare = await Dials.SucceedAsync();
        await ConnectAsync();
        await Dials.NextAsync();
        Assert.That((warm.Opened, spare.Opened), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task A_spare_that_could_not_be_opened_is_not_tried_again_before_the_next_connection()
    {
        await ConnectAnewAsync();
        var dial = await Dials.NextAsync();
        var waiting = ConnectAsync();
        dial.Fail(new PortForwardException(PortForwardError.TransportFailed, "no"));
        await Assert.ThrowsAsync<PortForwardException>(() => waiting, "the one that waits for it has its failure");
        Assert.That(await AllDialsAsync(), Is.EqualTo(2));
    }

    [Test]
    public async Task Idle_sessions_but_the_newest_are_closed_after_a_while()
    {
        var sessions = new List<ScriptedSession>();
        for (var i = 0; i < 3; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            sessions.Add(await WarmAsync());
        }

        Clock.Advance(Options.IdleTime - TimeSpan.FromSeconds(2));
        await sessions[0].Disposed;
        Assert.That(sessions[1].IsDisposed, Is.False);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await sessions[1].Disposed;
        await ConnectAsync();
        Assert.That(sessions[2].Opened, Is.EqualTo(1));
    }

    [Test]
    public async Task The_last_idle_session_is_closed_once_the_pod_was_not_used_for_some_minutes()
    {
        var session = await WarmAsync();
        Clock.Advance(Options.SpareTime - TimeSpan.FromTicks(1));
        Assert.That(session.IsDisposed, Is.False);
        Clock.Advance(TimeSpan.FromTicks(1));
        await session.Disposed;
    }

    [Test]
    public async Task The_last_idle_session_is_kept_for_as_long_as_the_pod_is_used()
    {
        ScriptedSession[] sessions = [await WarmAsync(), await WarmAsync()];
        await ConnectAsync();
        Clock.Advance(TimeSpan.FromHours(1));
        await ConnectAsync();
        Assert.That(sessions.Select(s => s.Opened), Is.All.EqualTo(1));
    }

    [Test]
    public async Task A_pod_that_is_left_keeps_what_carries_connections_until_these_are_over_and_nothing_else()
    {
        ScriptedSession[] sessions = [await WarmAsync(), await WarmAsync()];
        var stream = await ConnectAsync();
        Pool.Leave(Target);
        var (used, idle) = sessions[0].Opened == 1 ? (sessions[0], sessions[1]) : (sessions[1], sessions[0]);
        await idle.Disposed;
        Assert.That(used.IsDisposed, Is.False);
        await EndWellAsync(stream);
        await used.Disposed;
        Assert.That(Dials.Count, Is.EqualTo(2));
    }

    [Test]
    public async Task A_connection_that_comes_for_a_pod_that_was_left_is_served_as_any_other()
    {
        Use(Options with { MaxSessions = 1 });
        var (stream, session) = await ConnectAnewAsync();
        Pool.Leave(Target);
        await ConnectAsync();
        await EndWellAsync(stream);
        await ConnectAsync();
        Assert.That((session.Opened, session.IsDisposed), Is.EqualTo((3, false)));
    }

    [Test]
    public async Task After_a_refusal_or_the_end_of_a_session_the_next_connection_has_one_opened_so_that_the_cluster_tells_if_the_pod_is_gone([Values] bool refused)
    {
        ScriptedSession[] sessions = [await WarmAsync(), await WarmAsync()];
        foreach (var session in sessions)
        {
            session.Refusal = "no such container";
        }

        var stream = await ConnectAsync();
        var (used, idle) = sessions[0].Opened == 1 ? (sessions[0], sessions[1]) : (sessions[1], sessions[0]);
        if (refused)
        {
            await Assert.ThrowsAsync<PortForwardException>(() => stream.ReadAsync(new byte[1], CancellationToken.None).AsTask());
            await stream.DisposeAsync();
        }
        else
        {
            used.Break();
        }

        await idle.Disposed;
        await used.Disposed;
        await ConnectAnewAsync();
    }

    [Test]
    public async Task A_wire_that_carries_one_connection_has_a_session_for_each_and_none_to_spare()
    {
        var connecting = Enumerable.Range(1, 3).Select(ConnectAsync).ToList();
        var sessions = new List<SingleSession>();
        while (sessions.Count < 3)
        {
            var dial = await Dials.NextAsync();
            sessions.Add(new SingleSession(dial.Target.Port));
            dial.Succeed(sessions[^1]);
        }

        foreach (var connection in connecting)
        {
            await (await connection).DisposeAsync();
        }

        await Task.WhenAll(sessions.Select(s => s.Disposed));
        Assert.That(await AllDialsAsync(), Is.EqualTo(3));
    }

    [Test]
    public async Task On_a_wire_that_carries_one_connection_who_has_waited_for_a_session_of_another_port_opens_its_own()
    {
        Use(Options with { MaxSessions = 1 });
        var connecting = Enumerable.Range(1, 3).Select(ConnectAsync).ToList();
        for (var i = 0; i < 3; i++)
        {
            var dial = await Dials.NextAsync();
            dial.Succeed(new SingleSession(dial.Target.Port));
        }

        var streams = await Task.WhenAll(connecting);
        Assert.That(streams.Select(s => s.Port), Is.EqualTo([1, 2, 3]));
    }

    [Test]
    public async Task The_first_session_of_a_wire_that_carries_one_connection_is_not_kept()
    {
        var warming = Pool.WarmAsync(Target, CancellationToken.None);
        var session = new SingleSession(Target.Port);
        (await Dials.NextAsync()).Succeed(session);
        await warming.Within("first session");
        await session.Disposed;
    }

    [Test]
    public async Task Whether_a_pod_takes_a_session_is_told_by_the_first_one()
    {
        var warming = Pool.WarmAsync(Target, CancellationToken.None);
        (await Dials.NextAsync()).Fail(new PortForwardException(PortForwardError.TransportFailed, "no"));
        await Assert.ThrowsAsync<PortForwardException>(() => warming.Within("failure"));
    }

    [Test]
    public async Task At_the_end_all_sessions_are_closed_and_no_attempt_is_left()
    {
        var session = await WarmAsync();
        await ConnectAsync();
        var dial = await Dials.NextAsync();
        var waiting = ConnectAsync();
        await EndAsync();
        await Assert.CatchAsync<OperationCanceledException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => ConnectAsync());
        Assert.That((session.IsDisposed, dial.IsCancelled), Is.EqualTo((true, true)));
    }
}
