using System.Net.Sockets;
using System.Text;
using DevLoop.PortForward.Relaying;
using DevLoop.Testing;
using DevLoop.Testing.Wires;

namespace DevLoop.PortForward.Tests.Relaying;

/// <summary>On a wire that cannot tell the pod that the client has ended its side.</summary>
internal sealed class RelayWithoutHalfCloseTests : RelayTest
{
    [Test]
    public async Task The_connection_ends_when_the_pod_has_been_quiet_for_two_seconds()
    {
        var pod = new ScriptedForwardedStream(supportsHalfClose: false);
        var relay = Start(pod);
        Client.Shutdown(SocketShutdown.Send);
        await Clock.WaitForTimersAsync(1).Within("timer of the relay");
        Clock.Advance(TimeSpan.FromSeconds(1.5));

        await pod.SendAsync("late answer");
        Assert.That(await ReceiveAsync(11), Is.EqualTo("late answer"));
        Clock.Advance(TimeSpan.FromSeconds(0.5));
        await Clock.WaitForTimersAsync(1).Within("next timer of the relay");
        Assert.That(relay.IsCompleted, Is.False);

        // The relay may note late, and by the clock as it is then, that the client has taken the answer.
        while (!relay.IsCompleted)
        {
            await Task.WhenAny(relay, Clock.WaitForTimersAsync(1));
            Clock.Advance(TimeSpan.FromSeconds(1.5));
        }

        Assert.That((await relay).End, Is.EqualTo(RelayEnd.Abandoned));
        await AssertResetAsync();
    }

    [Test]
    public async Task A_client_that_takes_its_time_gets_everything()
    {
        // More than the kernel takes: while the client reads nothing, the relay has something to send it.
        var answer = new byte[64 * 1024 * 1024];
        var pod = new ScriptedForwardedStream(supportsHalfClose: false);
        var relay = Start(pod);
        Client.Shutdown(SocketShutdown.Send);
        await pod.SendAsync(answer);
        for (var full = 0; full < 1000; full = Sockets.Accepted.Poll(0, SelectMode.SelectWrite) ? 0 : full + 1)
        {
            await Task.Yield();
        }

        await Clock.WaitForTimersAsync(1).Within("timer of the relay");
        Clock.Advance(TimeSpan.FromSeconds(20));
        await Clock.WaitForTimersAsync(1).Within("next timer of the relay");

        pod.EndFromPod();
        Assert.That(await ReceiveToEndAsync(), Is.EqualTo(answer.Length));
        Assert.That((await relay).End, Is.EqualTo(RelayEnd.Completed));
    }

    [Test]
    public async Task A_stream_that_is_opened_anew_has_two_seconds_of_its_own()
    {
        var pod = new ScriptedForwardedStream(supportsHalfClose: false);
        var relay = Start(pod);
        Client.Shutdown(SocketShutdown.Send);
        await Clock.WaitForTimersAsync(1).Within("timer of the relay");
        pod.Opening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Clock.Advance(TimeSpan.FromSeconds(20));
        pod.Opening.SetResult();
        await Clock.WaitForTimersAsync(1).Within("next timer of the relay");
        Assert.That(relay.IsCompleted, Is.False);

        await pod.SendAsync("answer");
        pod.EndFromPod();
        Assert.That((await relay).End, Is.EqualTo(RelayEnd.Completed));
    }

    [Test]
    public async Task The_pods_end_still_ends_the_connection_at_once()
    {
        var pod = new ScriptedForwardedStream(supportsHalfClose: false);
        var relay = Start(pod);
        Client.Shutdown(SocketShutdown.Send);

        pod.EndFromPod();

        Assert.That((await relay).End, Is.EqualTo(RelayEnd.Completed));
    }
}
