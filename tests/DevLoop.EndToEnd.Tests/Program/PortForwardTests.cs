using System.Net;
using System.Net.Sockets;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Program;

internal sealed class PortForwardTests : ProgramTest
{
    [Test]
    public async Task It_prints_what_kubectl_prints_and_nothing_else()
    {
        var program = Start("port-forward", "web-1", ":8080", "0:7000", "--address", "127.0.0.1");
        var (http, echo) = (await program.LocalPortAsync(8080), await program.LocalPortAsync(7000));
        Assert.That(await LocalClient.GetAsync(http), Does.Contain("web-1"));
        await program.WaitForAsync("Handling connection for");
        Assert.Multiple(() =>
        {
            Assert.That(program.OutLines, Is.EqualTo(
            [
                $"Forwarding from 127.0.0.1:{http} -> 8080",
                $"Forwarding from 127.0.0.1:{echo} -> 7000",
                $"Handling connection for {http}",
            ]));
            Assert.That(program.ErrorLines, Is.Empty);
        });
    }

    [Test]
    public async Task Localhost_is_both_loopback_addresses_with_one_port()
    {
        var program = Start("port-forward", "web-1", ":7000");
        var port = await program.LocalPortAsync(7000);
        Assert.That(await LocalClient.EchoAsync(port, "four"u8.ToArray()), Is.EqualTo("four"u8.ToArray()));
        if (Socket.OSSupportsIPv6 && program.OutLines.Contains($"Forwarding from [::1]:{port} -> 7000"))
        {
            Assert.That(await LocalClient.EchoAsync(port, "six"u8.ToArray(), "::1"), Is.EqualTo("six"u8.ToArray()));
        }
    }

    [Test]
    [Platform("Linux", Reason = "Only Linux has all of 127/8: an address of the test's own, so that nobody takes its port in between.")]
    public async Task A_local_port_is_the_one_asked_for_on_every_address()
    {
        using var probe = new TcpListener(IPAddress.Parse("127.0.77.1"), 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        var program = Start("port-forward", "svc/web", $"{port}:echo", "--address", "127.0.77.1,127.0.77.2", "--address", "127.0.77.3");
        await program.LocalPortAsync(7000, "127.0.77.3");
        Assert.That(program.OutLines, Is.EqualTo(Enumerable.Range(1, 3).Select(i => $"Forwarding from 127.0.77.{i}:{port} -> 7000")));
        for (var i = 1; i <= 3; i++)
        {
            Assert.That(await LocalClient.EchoAsync(port, "hello"u8.ToArray(), $"127.0.77.{i}"), Is.EqualTo("hello"u8.ToArray()));
        }
    }

    [TestCase("tunnel", false)]
    [TestCase("spdy", false)]
    [TestCase("v4.channel", false)]
    [TestCase("spdy", true)]
    [TestCase("v4.channel", true)]
    [TestCase(null, true)]
    public async Task Bytes_pass_both_ways_over_every_wire(string? transport, bool viaNode)
    {
        var bytes = new byte[2 * 1024 * 1024];
        new Random(1).NextBytes(bytes);
        string[] wire = transport is null ? [] : ["--transport", transport];
        var program = Start(["port-forward", "svc/web", ":80", ":7000", .. wire, .. viaNode ? ["--via-node"] : Array.Empty<string>()]);
        Assert.That(await LocalClient.GetAsync(await program.LocalPortAsync(8080)), Does.Contain("web-1"));
        Assert.That(await LocalClient.EchoAsync(await program.LocalPortAsync(7000), bytes) is var echoed && echoed.AsSpan().SequenceEqual(bytes), $"{echoed.Length} bytes came back");
    }

    [Test]
    public async Task A_connection_to_a_port_where_nothing_listens_fails_alone()
    {
        var program = Start("port-forward", "web-1", ":9999", ":7000");
        var (nothing, echo) = (await program.LocalPortAsync(9999), await program.LocalPortAsync(7000));
        using var before = await LocalClient.ConnectAsync(echo);
        Assert.That(await LocalClient.ConnectToEndAsync(nothing), Is.EqualTo(SocketError.ConnectionReset));
        var why = await program.WaitForAsync($"A connection to 127.0.0.1:{nothing} (pod/web-1 in namespace default) failed: ");
        Assert.Multiple(() =>
        {
            Assert.That(why, Does.Contain("9999").And.Contains("refused"));
            Assert.That(async () => await LocalClient.EchoAsync(echo, "next"u8.ToArray()), Is.EqualTo("next"u8.ToArray()));
        });
        await before.WriteAsync("still"u8.ToArray());
        await before.ReadAsync(5);
    }

    [Test]
    public async Task Connections_beyond_the_bound_share()
    {
        var program = Start("port-forward", "web-1", ":7000", "--max-sessions", "1");
        var echo = await program.LocalPortAsync(7000);
        using var before = await LocalClient.ConnectAsync(echo);
        await before.WriteAsync("before"u8.ToArray());
        await before.ReadAsync(6);
        var sharing = Enumerable.Range(0, 20).Select(i => LocalClient.EchoAsync(echo, new byte[i * 10_000])).ToList();
        Assert.That((await Task.WhenAll(sharing)).Select(e => e.Length), Is.EqualTo(Enumerable.Range(0, 20).Select(i => i * 10_000)));
        await before.WriteAsync("after"u8.ToArray());
        await before.ReadAsync(5);
    }

    [Test]
    public async Task The_forward_outlives_its_pod_and_goes_on_with_the_next_one_on_the_same_local_port()
    {
        var program = Start("port-forward", "svc/web", ":80", ":7001");
        var (http, source) = (await program.LocalPortAsync(8080), await program.LocalPortAsync(7001));
        Assert.That(await LocalClient.GetAsync(http), Does.Contain("web-1"));
        using var transfer = await LocalClient.ConnectAsync(source);
        await transfer.ReadAsync(1_000_000);

        await DeletePodAsync("web-1");

        // What the system does with the sockets of a program that was killed: an end of file, or a reset if there was unread input.
        Assert.That(await transfer.EndAsync(), Is.Null.Or.EqualTo(SocketError.ConnectionReset));
        await program.WaitForAsync("service/web in namespace default waits: ");
        var held = LocalClient.GetAsync(http);
        await Cluster.ApplyManifestsAsync(Pod("web-2"));
        await program.WaitForAsync("service/web in namespace default goes to pod web-2 now.");
        Assert.Multiple(() =>
        {
            Assert.That(async () => await held, Does.Contain("web-2"));
            Assert.That(async () => await LocalClient.GetAsync(http), Does.Contain("web-2"));
            Assert.That(program.ErrorLines, Has.Some.EqualTo("service/web in namespace default waits: no pod is ready: pod web-1 is being deleted."));
        });
    }

    [Test]
    public async Task A_pod_that_is_made_anew_under_its_name_is_forwarded_to_again()
    {
        var program = Start("port-forward", "web-1", ":7000");
        var port = await program.LocalPortAsync(7000);
        await DeletePodAsync("web-1");
        await program.WaitForAsync("pod/web-1 in namespace default waits: there is no such pod");
        await Cluster.ApplyManifestsAsync(Pod("web-1"));
        await program.WaitForAsync("pod/web-1 in namespace default goes to pod web-1 now.");
        Assert.That(await LocalClient.EchoAsync(port, "again"u8.ToArray()), Is.EqualTo("again"u8.ToArray()));
    }

    [Test]
    public async Task A_service_without_a_pod_is_forwarded_as_soon_as_it_has_one()
    {
        await DeletePodAsync("web-1");
        var program = Start("port-forward", "svc/web", ":80");
        await program.WaitForAsync("service/web in namespace default waits: ");
        await Cluster.ApplyManifestsAsync(Pod("web-2"));
        Assert.That(await LocalClient.GetAsync(await program.LocalPortAsync(8080)), Does.Contain("web-2"));
    }

    [Test]
    public async Task A_service_that_selects_other_pods_is_followed_to_them()
    {
        await Cluster.ApplyManifestsAsync(Pod("other-1", app: "other"));
        var program = Start("port-forward", "svc/web", ":80");
        var port = await program.LocalPortAsync(8080);
        Assert.That(await LocalClient.GetAsync(port), Does.Contain("web-1"));
        await Cluster.ApplyManifestsAsync(Service("other"));
        await program.WaitForAsync("service/web in namespace default goes to pod other-1 now.");
        Assert.That(await LocalClient.GetAsync(port), Does.Contain("other-1"));
    }

    [Test]
    public async Task A_wrong_name_ends_it_with_a_sentence_and_its_exit_code()
    {
        var program = Start("port-forward", "web", ":80");
        Assert.Multiple(() =>
        {
            Assert.That(async () => await program.EndAsync(), Is.EqualTo(7));
            Assert.That(program.ErrorLines, Is.EqualTo(["error: There is no pod 'web' in namespace 'default': did you mean web-1?"]));
            Assert.That(program.OutLines, Is.Empty);
        });
    }
}
