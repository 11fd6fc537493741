using System.Net.Sockets;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.Forwarders;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests.Forwarders;

/// <summary>More clients come than a forward, or the process, has room for.</summary>
internal sealed class ConnectionLimitTests : ForwarderTest
{
    [Test]
    public async Task More_connections_than_can_be_held_are_reset_with_one_message_and_the_rest_get_through()
    {
        Start((target, _) => new ScriptedPod(target.Pod));
        Show();
        for (var i = 1; i <= ConnectionPlaces.MaxHeld; i++)
        {
            await ConnectAsync();
        }

        await Events.WaitForAsync<ForwardEvent.ConnectionAccepted>(ConnectionPlaces.MaxHeld);
        await AssertRefusedAsync();
        await AssertRefusedAsync();
        Show(Cluster.Ready("a"));
        foreach (var held in Clients.Take(ConnectionPlaces.MaxHeld))
        {
            Assert.That(await ReadLineAsync(held.GetStream()), Is.EqualTo("a:8080"));
        }

        using var next = await ConnectAsync();
        Assert.Multiple(() =>
        {
            Assert.That(async () => await ReadLineAsync(next), Is.EqualTo("a:8080"));
            Assert.That(
                Events.Events.OfType<ForwardEvent.ConnectionFailed>().Select(f => f.Why),
                Is.EqualTo([$"{ConnectionPlaces.MaxHeld} connections wait for a pod; more are reset until these are through"]));
        });
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Held_connections_whose_clients_have_left_lock_nobody_out(bool reset)
    {
        Start((target, _) => new ScriptedPod(target.Pod));
        Show();
        for (var i = 1; i <= ConnectionPlaces.MaxHeld; i++)
        {
            await ConnectAsync();
        }

        await Events.WaitForAsync<ForwardEvent.ConnectionAccepted>(ConnectionPlaces.MaxHeld);

        // Who has sent something and ended its side may wait for the answer, as echo x | nc does.
        using var asking = Clients[0].GetStream();
        await asking.WriteAsync("question\n"u8.ToArray());
        asking.Socket.Shutdown(SocketShutdown.Send);

        // Urgent bytes are bytes.
        var urgent = Clients[1].GetStream();
        await urgent.WriteAsync("now"u8.ToArray());
        await urgent.Socket.SendAsync("!"u8.ToArray(), SocketFlags.OutOfBand);
        await urgent.WriteAsync("\n"u8.ToArray());
        foreach (var client in Clients.Skip(2))
        {
            client.Client.Close(reset ? 0 : -1);
        }

        using var live = await ConnectAsync();
        await Events.WaitForAsync<ForwardEvent.ConnectionAccepted>(ConnectionPlaces.MaxHeld + 1);
        Show(Cluster.Ready("a"));
        Assert.That(await ReadLineAsync(live), Is.EqualTo("a:8080"));
        Assert.That(await ReadLineAsync(asking), Is.EqualTo("a:8080"));
        Assert.That(await ReadLineAsync(asking), Is.EqualTo("question"));
        Assert.That(await ReadLineAsync(urgent), Is.EqualTo("a:8080"));
        Assert.That(await ReadLineAsync(urgent), Is.EqualTo("now!"));
        Assert.That(Events.Events.OfType<ForwardEvent.ConnectionFailed>(), Is.Empty);
    }

    [Test]
    public async Task Without_file_descriptors_connections_wait_until_others_have_ended()
    {
        Start((target, _) => new ScriptedPod(target.Pod), descriptors: 10);
        Show(Cluster.Ready("a"));
        for (var i = 0; i < 8; i++)
        {
            await ReadLineAsync(await ConnectAsync());
        }

        var next = await ConnectAsync();
        await next.WriteAsync("first\n"u8.ToArray());
        var paused = await Events.WaitForAsync<ForwardEvent.AcceptPaused>();
        Assert.That(paused.Why, Does.StartWith("8 are open, as many as the 10 file descriptors allow"));
        Assert.That(Sessions.Targets, Has.Count.EqualTo(8));

        Clients[0].Dispose();
        Assert.That(await ReadLineAsync(next), Is.EqualTo("a:8080"));
        Assert.That(await ReadLineAsync(next), Is.EqualTo("first"));
    }

    [Test]
    public async Task The_end_does_not_wait_for_file_descriptors()
    {
        Start((target, _) => new ScriptedPod(target.Pod), descriptors: 10);
        Show(Cluster.Ready("a"));
        for (var i = 0; i < 9; i++)
        {
            await ConnectAsync();
        }

        await Events.WaitForAsync<ForwardEvent.AcceptPaused>();
        await Stopping.CancelAsync();
        await Running.Within("end of the forwarder");
        await AssertResetAsync(Clients[8].GetStream());
    }

    /// <summary>A reset that comes at once can be what <c>connect</c> itself ends with.</summary>
    private async Task AssertRefusedAsync()
    {
        var e = await Assert.CatchAsync<Exception>(async () => await (await ConnectAsync()).ReadAsync(new byte[1]).AsTask().Within("reset"));
        Assert.That(((e as SocketException) ?? (e?.InnerException as SocketException))?.SocketErrorCode, Is.EqualTo(SocketError.ConnectionReset));
    }
}
