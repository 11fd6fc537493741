using System.Net;
using System.Net.Sockets;
using DevLoop.Forwarding.LocalPorts;
using DevLoop.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.Forwarding.Tests.LocalPorts;

internal sealed class LocalListenerTests
{
    [Test]
    public void Any_free_port_is_the_same_one_on_both_loopback_addresses()
    {
        using var listener = LocalListener.Bind(Cluster.Entry("web", "80", address: "localhost"), 0);
        Assert.Multiple(() =>
        {
            Assert.That(listener.EndPoints[0].Address, Is.EqualTo(IPAddress.Loopback));
            Assert.That(listener.EndPoints.Select(e => e.Port).Distinct(), Has.Exactly(1).GreaterThan(0));
            Assert.That(listener.EndPoints, Has.Count.EqualTo(Socket.OSSupportsIPv6 ? 2 : 1).Or.Count.EqualTo(2 - listener.PassedOver.Count));
        });
    }

    [Test]
    [Platform("Linux", Reason = "Only Linux has all of 127/8: an address of the test's own, so that nobody takes its port in between.")]
    public void The_port_asked_for_is_the_one_that_is_bound()
    {
        var free = new LoopbackPort("127.0.0.98");
        free.Dispose();
        using var listener = LocalListener.Bind(Cluster.Entry("web", "80", free.Number, "127.0.0.98"), free.Number);
        Assert.That(listener.EndPoints, Is.EqualTo([new IPEndPoint(IPAddress.Parse("127.0.0.98"), free.Number)]));
    }

    [Test]
    public void A_taken_port_is_said_with_its_address_and_a_way_out()
    {
        using var taken = new LoopbackPort();
        Assert.That(
            () => LocalListener.Bind(Cluster.Entry("web", "http", taken.Number), taken.Number),
            Throws.TypeOf<LocalPortException>()
                .With.Property(nameof(LocalPortException.Error)).EqualTo(LocalPortError.Taken)
                .And.Message.EqualTo($"Local port 127.0.0.1:{taken.Number} is taken by another program: stop it, or give another local port, such as :http for any free one."));
    }

    [Test]
    public void Localhost_is_bound_on_one_address_when_the_other_is_taken_and_says_so()
    {
        using var taken = new LoopbackPort();
        LocalListener listener;
        try
        {
            listener = LocalListener.Bind(Cluster.Entry("web", "80", taken.Number, "localhost"), taken.Number);
        }
        catch (LocalPortException e) when (e.Error == LocalPortError.Taken)
        {
            Assert.That(HasIPv6Loopback, Is.False, "::1 is there, so only 127.0.0.1 may fail");
            return;
        }

        using (listener)
        {
            Assert.Multiple(() =>
            {
                Assert.That(listener.EndPoints, Is.EqualTo([new IPEndPoint(IPAddress.IPv6Loopback, taken.Number)]));
                Assert.That(listener.PassedOver.Single().Message, Does.StartWith($"Local port 127.0.0.1:{taken.Number} is taken by another program"));
            });
        }
    }

    [TestCase("192.0.2.1")]
    [TestCase("2001:db8::1")]
    public void An_address_that_this_machine_lacks_is_said(string address) => Assert.That(
        () => LocalListener.Bind(Cluster.Entry("web", "80", address: address), 0),
        Throws.TypeOf<LocalPortException>()
            .With.Property(nameof(LocalPortException.Error)).EqualTo(LocalPortError.NoSuchAddress)
            .And.Message.Contains($"This machine has no address {address} to listen on"));

    [Test]
    [Platform("Linux", Reason = "Only Linux has all of 127/8: an address of the test's own, so that nobody takes its port in between.")]
    public async Task Connections_are_handed_out_until_cancelled_and_the_port_is_free_again()
    {
        using var stop = new CancellationTokenSource();
        var listener = LocalListener.Bind(Cluster.Entry("web", "80", address: "127.0.0.99"), 0);
        var accepted = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        var accepting = listener.AcceptAsync(s =>
            {
                accepted.TrySetResult(s);
                return ValueTask.CompletedTask;
            },
            (_, e) => accepted.TrySetException(e), TimeProvider.System, stop.Token);
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(listener.EndPoints[0]);
            using var connection = await accepted.Task.Within("accepted connection");
            Assert.That(((IPEndPoint)connection.RemoteEndPoint!).Port, Is.EqualTo(((IPEndPoint)client.Client.LocalEndPoint!).Port));
        }

        await stop.CancelAsync();
        await accepting.Within("end of accepting");
        listener.Dispose();
        using var again = LocalListener.Bind(Cluster.Entry("web", "80", listener.EndPoints[0].Port, "127.0.0.99"), listener.EndPoints[0].Port);
        Assert.That(again.EndPoints, Is.EqualTo(listener.EndPoints));
    }

    private static bool HasIPv6Loopback
    {
        get
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }
}
