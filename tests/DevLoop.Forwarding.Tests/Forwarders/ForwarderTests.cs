using System.Net;
using System.Net.Sockets;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.Forwarders;
using DevLoop.Forwarding.LocalPorts;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;
using DevLoop.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.Forwarding.Tests.Forwarders;

internal sealed class ForwarderTests : ForwarderTest
{
    private static readonly ApiOperation Upgrade = new("create", "pods/portforward", "default", "a");

    [Test]
    public async Task Bytes_pass_both_ways_and_the_end_of_file_does_too()
    {
        Start((target, _) => new ScriptedPod(target.Pod));
        Show(Cluster.Ready("a"));
        using var client = await ConnectAsync();
        await client.WriteAsync("hello\n"u8.ToArray());
        client.Socket.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(client);
        Assert.That(await reader.ReadToEndAsync().Within("answer"), Is.EqualTo("a:8080\nhello\n"));
    }

    [Test]
    public async Task A_connection_is_held_until_there_is_a_target()
    {
        Start((target, _) => new ScriptedPod(target.Pod));
        Show();
        using var client = await ConnectAsync();
        await Events.WaitForAsync<ForwardEvent.ConnectionAccepted>();
        Assert.That(Sessions.Targets, Is.Empty);
        Show(Cluster.Ready("a"));
        Assert.That(await ReadLineAsync(client), Is.EqualTo("a:8080"));
    }

    [Test]
    public async Task A_connection_that_is_held_too_long_is_reset_with_what_it_waited_for()
    {
        Start((_, _) => throw new InvalidOperationException("There is nothing to open a session to."));
        Show(Cluster.Pending("a"));
        using var client = await ConnectAsync();
        await Clock.WaitForTimersAsync(1).Within("the time limit of the connection");
        Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.That(
            (await Events.WaitForAsync<ForwardEvent.ConnectionFailed>()).Why,
            Is.EqualTo("gave up after 30 s: no pod is ready: pod a is pending"));
        await AssertResetAsync(client);
    }

    [Test]
    public async Task A_failure_that_may_pass_is_tried_again()
    {
        Start((target, attempt) => attempt < 3 ? throw Unavailable() : new ScriptedPod(target.Pod));
        Show(Cluster.Ready("a"));
        using var client = await ConnectAsync();
        for (var attempt = 1; attempt < 3; attempt++)
        {
            var retrying = await Events.WaitForAsync<ForwardEvent.Retrying>(attempt);
            Assert.Multiple(() =>
            {
                Assert.That(retrying.Attempt, Is.EqualTo(attempt));
                Assert.That(retrying.Delay, Is.InRange(TimeSpan.Zero, TimeSpan.FromSeconds(2)));
            });
            await Clock.WaitForTimersAsync(2).Within("the delay after the attempt");
            Clock.Advance(retrying.Delay);
        }

        Assert.That(await ReadLineAsync(client), Is.EqualTo("a:8080"));
    }

    [Test]
    public async Task Why_it_is_tried_again_moves_no_cursor()
    {
        Start((target, attempt) => attempt == 1
            ? throw new ClusterConnectionException(ClusterConnectionError.ProxyFailed, "The proxy says \u001b[2Jno.")
            : new ScriptedPod(target.Pod));
        Show(Cluster.Ready("a"));
        using var client = await ConnectAsync();
        var retrying = await Events.WaitForAsync<ForwardEvent.Retrying>();
        Assert.That(retrying.Why, Is.EqualTo("The proxy says [2Jno."));
        await Clock.WaitForTimersAsync(2).Within("the delay after the attempt");
        Clock.Advance(retrying.Delay);
        Assert.That(await ReadLineAsync(client), Is.EqualTo("a:8080"));
    }

    [Test]
    public async Task A_failure_that_does_not_pass_in_time_is_said_with_its_reason()
    {
        Start((_, _) => throw Unavailable());
        Show(Cluster.Ready("a"));
        using var client = await ConnectAsync();
        var failed = Events.WaitForAsync<ForwardEvent.ConnectionFailed>();
        for (var attempt = 1; !failed.IsCompleted; attempt++)
        {
            await Task.WhenAny(failed, Events.WaitForAsync<ForwardEvent.Retrying>(attempt));
            await Task.WhenAny(failed, Clock.WaitForTimersAsync(2)).Within("the delay after the attempt");
            Clock.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.That((await failed).Why, Does.StartWith("gave up after 30 s: The cluster refused to create pods/portforward"));
        await AssertResetAsync(client);
    }

    [Test]
    public async Task Who_may_not_forward_is_told_at_once_and_not_tried_again()
    {
        Start((_, _) => throw new ApiException(Upgrade, HttpStatusCode.Forbidden, null, null));
        using var client = await ConnectHeldAsync();
        Show(Cluster.Ready("a"));
        var failed = await Events.WaitForAsync<ForwardEvent.ConnectionFailed>();
        Assert.Multiple(() =>
        {
            Assert.That(failed.Why, Does.Contain("You may not create pods/portforward"));
            Assert.That(Events.Events.OfType<ForwardEvent.Retrying>(), Is.Empty);
        });
        await AssertResetAsync(client);
    }

    [Test]
    public async Task A_pod_that_turns_out_to_be_gone_is_left_for_the_next_one()
    {
        Start((target, _) => target.Pod == "a" ? throw new ApiException(Upgrade, HttpStatusCode.NotFound, null, null) : new ScriptedPod(target.Pod));
        Show(Cluster.Ready("a"), Cluster.Ready("b"));
        using var client = await ConnectAsync();
        var retrying = await Events.WaitForAsync<ForwardEvent.Retrying>();
        await Clock.WaitForTimersAsync(3).Within("time limit, question for the lost pod and delay after the attempt");
        Clock.Advance(retrying.Delay);
        Assert.That(await ReadLineAsync(client), Is.EqualTo("b:8080"));
    }

    [Test]
    public async Task A_lost_pod_is_asked_for_before_it_is_a_target_again()
    {
        Start((_, attempt) => attempt == 1 ? throw new ApiException(Upgrade, HttpStatusCode.NotFound, null, null) : new ScriptedPod("a"));
        Show(Cluster.Ready("a"));
        using var client = await ConnectAsync();
        await Events.WaitForAsync<ForwardEvent.Retrying>();
        await Clock.WaitForTimersAsync(3).Within("time limit, question for the lost pod and delay after the attempt");
        Clock.Advance(LostPods.LossHolds);
        await PodCheck.AnswerAsync(isGone: false);
        Assert.Multiple(() =>
        {
            Assert.That(async () => await ReadLineAsync(client), Is.EqualTo("a:8080"));
            Assert.That(Events.Events.OfType<ForwardEvent.Active>().Count(), Is.EqualTo(2));
        });
    }

    [Test]
    public async Task A_stream_that_stalls_is_ended_when_its_pod_is_gone_and_says_so()
    {
        Start((target, _) => new ScriptedPod(target.Pod));
        Show(Cluster.Ready("a"));
        using var client = await ConnectAsync();
        await ReadLineAsync(client);
        Show(Cluster.Ready("b"));
        await PodCheck.AnswerAsync(isGone: true);
        await Clock.WaitForTimersAsync(1).Within("time for the last bytes");
        Assert.That(await EchoAsync(client), Is.EqualTo("still there"));
        Clock.Advance(PodPresence.Grace);
        Assert.That((await Events.WaitForAsync<ForwardEvent.ConnectionFailed>()).Why, Is.EqualTo("pod a is gone"));
        await AssertResetAsync(client);
    }

    [Test]
    public async Task A_client_that_ends_its_side_on_a_wire_that_cannot_say_so_is_told_what_to_do([Values] bool answers)
    {
        ScriptedPod[] pods = [.. Enumerable.Range(0, 2).Select(_ => new ScriptedPod("a") { SupportsHalfClose = false, IsSilent = !answers })];
        Start((_, attempt) => pods[attempt - 1]);
        Show(Cluster.Ready("a"));
        foreach (var pod in pods)
        {
            using var client = await ConnectAsync();
            if (answers)
            {
                Assert.That(await ReadLineAsync(client), Is.EqualTo("a:8080"));
            }

            client.Socket.Shutdown(SocketShutdown.Send);
            await pod.ClientEnded.Task.Within("end of what the client sends");
            await Clock.WaitForTimersAsync(1).Within("time that the pod has for its answer");
            Clock.Advance(TimeSpan.FromSeconds(2));
            await AssertResetAsync(client);
        }

        var expected = Does.Contain("v4.channel").And.Contain("--transport").And.Contain("newer cluster");
        Assert.That((await Events.WaitForAsync<ForwardEvent.ConnectionFailed>()).Why, expected);
        await Stopping.CancelAsync();
        await Running.Within("end of the forwarder");
        Assert.That(
            Events.Events.OfType<ForwardEvent.ConnectionFailed>().Count(),
            Is.EqualTo(answers ? 1 : 2),
            "who got nothing waits for an answer; who got one may just have closed, and is spoken of once");
    }

    [Test]
    public async Task Open_connections_stay_on_their_pod_when_the_target_moves()
    {
        Start((target, _) => new ScriptedPod(target.Pod));
        Show(Cluster.Ready("a"));
        using var old = await ConnectAsync();
        await ReadLineAsync(old);
        Show(Cluster.Terminating(Cluster.Ready("a")), Cluster.Ready("b"));
        using var next = await ConnectAsync();
        Assert.Multiple(() =>
        {
            Assert.That(async () => await ReadLineAsync(next), Is.EqualTo("b:8080"));
            Assert.That(async () => await EchoAsync(old), Is.EqualTo("still there"));
        });
    }

    [Test]
    [Platform("Linux", Reason = "Only Linux has all of 127/8: an address of the test's own, so that nobody takes its port in between.")]
    public async Task At_the_end_every_connection_is_reset_every_session_closed_and_the_port_free()
    {
        Start((target, _) => new ScriptedPod(target.Pod), "127.0.0.97");
        Show(Cluster.Ready("a"));
        using var open = await ConnectAsync();
        await ReadLineAsync(open);
        Show();
        using var held = await ConnectAsync();
        await Events.WaitForAsync<ForwardEvent.ConnectionAccepted>(2);

        await Stopping.CancelAsync();
        await Running.Within("end of the forwarder");
        await AssertResetAsync(open);
        await AssertResetAsync(held);
        Assert.Multiple(() =>
        {
            Assert.That(Sessions.OpenSessions, Is.Zero);
            Assert.That(Events.Events[^1], Is.TypeOf<ForwardEvent.Released>());
            Assert.That(Events.Events.OfType<ForwardEvent.ConnectionFailed>(), Is.Empty);
        });
        using var again = LocalListener.Bind(Cluster.Entry("web", "80", Local.Port, "127.0.0.97"), Local.Port);
    }

    [Test]
    public async Task Events_begin_with_what_is_bound_and_end_with_its_release()
    {
        Start((target, _) => new ScriptedPod(target.Pod));
        Show();
        Show(Cluster.Ready("a"));
        await Stopping.CancelAsync();
        await Running.Within("end of the forwarder");
        Show();
        Assert.That(Events.Events.Select(e => e.GetType().Name), Is.EqualTo(["Bound", "Waiting", "Active", "Released"]));
    }

    [Test]
    public async Task A_mistake_of_our_own_fails_one_connection_and_is_said()
    {
        Start((target, attempt) => attempt == 1 ? throw new InvalidOperationException("oops\u0007") : new ScriptedPod(target.Pod));
        using var first = await ConnectHeldAsync();
        Show(Cluster.Ready("a"));
        Assert.That((await Events.WaitForAsync<ForwardEvent.ConnectionFailed>()).Why, Is.EqualTo("unexpected InvalidOperationException: oops"));
        await AssertResetAsync(first);
        using var second = await ConnectAsync();
        Assert.That(await ReadLineAsync(second), Is.EqualTo("a:8080"));
    }

    /// <summary>Connects while there is no pod: a reset that comes too soon can be what <c>connect</c> itself ends with.</summary>
    private Task<NetworkStream> ConnectHeldAsync()
    {
        Show();
        return ConnectAsync();
    }

    private static ApiException Unavailable() => new(Upgrade, HttpStatusCode.ServiceUnavailable, null, null);

    private static async Task<string> EchoAsync(NetworkStream stream)
    {
        await stream.WriteAsync("still there\n"u8.ToArray());
        return await ReadLineAsync(stream);
    }
}
