using System.Net;
using System.Net.Sockets;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.LocalPorts;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests.Forwarders;

/// <summary>Where a port must not be taken by somebody else meanwhile, the address is a test's own, which only Linux has: all of 127/8.</summary>
internal sealed class ForwardSupervisorTests
{
    private const string Linux = "Only Linux has all of 127/8.";

    private static readonly TimeSpan PortRetry = TimeSpan.FromSeconds(5);

    private static readonly PortForwardEntry A = Cluster.Entry("pod/a", "8080");
    private static readonly PortForwardEntry B = Cluster.Entry("pod/b", "8080");

    [TestCase(typeof(InvalidOperationException))]
    [TestCase(typeof(OperationCanceledException))]
    public async Task A_forward_that_fails_comes_back_on_its_port_and_hurts_no_other(Type failure)
    {
        await using var scene = new SupervisorScene();
        scene.Run("a", "b");
        var failures = 2;
        scene.Events.Publishing = e =>
        {
            if (e is ForwardEvent.Active && e.Entry == A && Interlocked.Decrement(ref failures) >= 0)
            {
                throw (Exception)Activator.CreateInstance(failure, "oops")!;
            }
        };
        await scene.StartAsync(A, B);
        var b = await scene.ConnectAsync(await scene.LocalAsync(B));
        Assert.That(await b.ReadLineAsync(), Is.EqualTo("b:8080"));
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            var retrying = await scene.Events.WaitForAsync<ForwardEvent.Retrying>("pod/a", attempt);
            Assert.That((retrying.Attempt, retrying.Why), Is.EqualTo((attempt, "it failed: oops")));
            await scene.Clock.WaitForTimersAsync(1).Within("the delay before the next attempt");
            scene.Clock.Advance(retrying.Delay);
        }

        await scene.Events.WaitForAsync<ForwardEvent.Active>("pod/a");
        var bound = scene.Events.Events.OfType<ForwardEvent.Bound>().Where(e => e.Entry == A).Select(e => e.Local[0]).ToList();
        var a = await scene.ConnectAsync(bound[^1]);
        Assert.Multiple(() =>
        {
            Assert.That(bound.Distinct().Count(), Is.EqualTo(1));
            Assert.That(async () => await a.ReadLineAsync(), Is.EqualTo("a:8080"));
            Assert.That(async () => await b.EchoAsync("still there"), Is.EqualTo("still there"));
        });
    }

    [Test]
    public async Task An_entry_that_cannot_even_be_followed_hurts_no_other()
    {
        await using var scene = new SupervisorScene();
        scene.Run("b");
        await scene.StartAsync(A with { Namespace = "no/namespace" }, B);
        Assert.That((await scene.Events.WaitForAsync<ForwardEvent.Retrying>("pod/a")).Why, Does.StartWith("it failed: "));
        var b = await scene.ConnectAsync(await scene.LocalAsync(B));
        Assert.That(await b.ReadLineAsync(), Is.EqualTo("b:8080"));
    }

    [Test]
    [Platform("Linux", Reason = Linux)]
    public async Task A_local_port_that_cannot_be_had_is_waited_for_and_said_once_and_taken_when_it_is_free()
    {
        await using var scene = new SupervisorScene();
        scene.Run("a");
        var taken = new LoopbackPort("127.0.0.90");
        var entry = Cluster.Entry("pod/a", "8080", taken.Number, "127.0.0.90");
        using (taken)
        {
            await scene.StartAsync(entry);
            await scene.Clock.WaitForTimersAsync(1).Within("the delay before the next attempt");
            for (var i = 0; i < 3; i++)
            {
                scene.Clock.Advance(PortRetry);
                await scene.Clock.WaitForTimersAsync(1).Within("the delay before the next attempt");
            }

            Assert.That(
                scene.Events.Events.Select(e => (e as ForwardEvent.Waiting)?.Why),
                Is.EqualTo([$"Local port 127.0.0.90:{taken.Number} is taken by another program: stop it, or give another local port, such as :8080 for any free one"]));
        }

        scene.Clock.Advance(PortRetry);
        var local = await scene.LocalAsync(entry);
        var client = await scene.ConnectAsync(local);
        Assert.Multiple(() =>
        {
            Assert.That(local.Port, Is.EqualTo(taken.Number));
            Assert.That(async () => await client.ReadLineAsync(), Is.EqualTo("a:8080"));
        });
    }

    [Test]
    [Platform("Linux", Reason = Linux)]
    public async Task What_is_not_wanted_any_more_is_released_and_wanted_again_gets_its_port_back_while_the_rest_is_not_touched()
    {
        await using var scene = new SupervisorScene();
        scene.Run("a", "b");
        var entry = Cluster.Entry("pod/a", "8080", address: "127.0.0.91");
        await scene.StartAsync(entry, B);
        var first = await scene.LocalAsync(entry);
        var b = await scene.ConnectAsync(await scene.LocalAsync(B));
        Assert.That(await b.ReadLineAsync(), Is.EqualTo("b:8080"));

        scene.Want(B);
        await scene.Events.WaitForAsync<ForwardEvent.Released>("pod/a");
        Assert.That(async () => await scene.ConnectAsync(first), Throws.InstanceOf<SocketException>());
        scene.Want(entry, B);
        var again = await scene.LocalAsync(entry, count: 2);
        var client = await scene.ConnectAsync(again);
        Assert.Multiple(() =>
        {
            Assert.That(again, Is.EqualTo(first));
            Assert.That(async () => await client.ReadLineAsync(), Is.EqualTo("a:8080"));
            Assert.That(async () => await b.EchoAsync("still there"), Is.EqualTo("still there"));
            Assert.That(scene.Events.Events.OfType<ForwardEvent.Bound>().Count(e => e.Entry == B), Is.EqualTo(1));
        });
    }

    [Test]
    [Platform("Linux", Reason = Linux)]
    public async Task A_port_passes_from_an_entry_to_another_at_once_while_the_connections_of_the_first_get_their_time_and_are_then_reset()
    {
        var drain = TimeSpan.FromSeconds(2);
        await using var scene = new SupervisorScene(drain: drain);
        scene.Run("a", "b");
        using var free = new LoopbackPort("127.0.0.92");
        var (a, b) = (Cluster.Entry("pod/a", "8080", free.Number, "127.0.0.92"), Cluster.Entry("pod/b", "8080", free.Number, "127.0.0.92"));
        free.Dispose();
        await scene.StartAsync(a);
        var local = await scene.LocalAsync(a);
        var (ends, stays) = (await scene.ConnectAsync(local), await scene.ConnectAsync(local));
        Assert.That((await ends.ReadLineAsync(), await stays.ReadLineAsync()), Is.EqualTo(("a:8080", "a:8080")));

        scene.Want(b);
        var next = await scene.ConnectAsync(await scene.LocalAsync(b));
        ends.Finish();
        Assert.Multiple(() =>
        {
            Assert.That(async () => await next.ReadLineAsync(), Is.EqualTo("b:8080"));
            Assert.That(async () => await stays.EchoAsync("still there"), Is.EqualTo("still there"));
            Assert.That(async () => await ends.ReadLineAsync(), Is.Null);
        });
        await scene.Clock.WaitForTimersAsync(1).Within("the time that connections get");
        scene.Clock.Advance(drain);
        Assert.That(await stays.FailureAsync(), Is.EqualTo(SocketError.ConnectionReset));
        await scene.Events.WaitForAsync<ForwardEvent.Released>("pod/a");
    }

    [Test]
    public async Task At_the_end_connections_that_end_by_themselves_are_waited_for_and_no_longer()
    {
        await using var scene = new SupervisorScene(drain: TimeSpan.FromSeconds(2));
        scene.Run("a");
        await scene.StartAsync(A);
        var client = await scene.ConnectAsync(await scene.LocalAsync(A));
        await client.ReadLineAsync();
        var stopping = scene.StopAsync();
        Assert.That(await client.EchoAsync("last words"), Is.EqualTo("last words"));
        client.Finish();
        Assert.That(await client.ReadLineAsync(), Is.Null);
        await stopping;
        Assert.That(scene.Events.Events[^1], Is.TypeOf<ForwardEvent.Released>());
    }

    [Test]
    [Platform("Linux", Reason = Linux)]
    public async Task Strict_ports_that_are_taken_at_the_start_end_it_with_a_sentence_for_each_and_none_is_bound()
    {
        await using var scene = new SupervisorScene(strictPorts: true);
        using var first = new LoopbackPort("127.0.0.93");
        using var second = new LoopbackPort("127.0.0.93");
        using var free = new LoopbackPort("127.0.0.93");
        free.Dispose();
        PortForwardEntry Entry(string name, int port) =>
            Cluster.Entry($"pod/{name}", "8080", address: "127.0.0.93") with { LocalPort = LocalPortWish.Preferably(port) };
        await scene.StartAsync(Entry("a", first.Number), Entry("b", free.Number), Entry("c", second.Number));
        var failure = await Assert.CatchAsync<LocalPortsException>(async () => await scene.Supervisor.ExecuteTask!.Within("end of the supervisor"));
        using var again = LocalListener.Bind(Entry("b", free.Number), free.Number);
        Assert.Multiple(() =>
        {
            Assert.That(failure!.Sentences, Has.Count.EqualTo(2));
            Assert.That(failure!.Sentences[0], Does.StartWith($"Local port {first.Number} on 127.0.0.93 is taken"));
            Assert.That(failure!.Sentences[1], Does.StartWith($"Local port {second.Number} on 127.0.0.93 is taken"));
            Assert.That(scene.Events.Events, Is.Empty);
        });
    }

    [Test]
    [Platform("Linux", Reason = Linux)]
    public async Task A_named_port_without_a_local_one_is_bound_once_the_cluster_shows_its_number()
    {
        await using var scene = new SupervisorScene();
        using var free = new LoopbackPort("127.0.0.94");
        free.Dispose();
        var entry = Cluster.Entry("pod/a", "http", address: "127.0.0.94") with { LocalPort = LocalPortWish.OfResource };
        await scene.StartAsync(entry, B);
        await scene.LocalAsync(B);
        await scene.Api.WatchedAsync(SupervisorScene.Pods);
        Assert.That(scene.Events.Events.OfType<ForwardEvent.Bound>().Where(e => e.Entry == entry), Is.Empty);
        scene.Api.Happens(SupervisorScene.Pods, "ADDED", SupervisorScene.Pod("a", free.Number));
        Assert.That(await scene.LocalAsync(entry), Is.EqualTo(new IPEndPoint(IPAddress.Parse("127.0.0.94"), free.Number)));
        var client = await scene.ConnectAsync(await scene.LocalAsync(entry));
        Assert.That(await client.ReadLineAsync(), Is.EqualTo($"a:{free.Number}"));
    }
}
