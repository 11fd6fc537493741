using System.Net.Sockets;
using DevLoop.Sandbox.Networking;

namespace DevLoop.Sandbox.Tests.Networking;

[TestFixture(true)]
[TestFixture(false)]
internal sealed class PodNetworkTests(bool hasOwnAddresses)
{
    private PodNetwork _network = null!;

    [SetUp]
    public void CreateNetwork()
    {
        Assume.That(!hasOwnAddresses || PodNetwork.Detect().HasOwnAddresses, "This system has no addresses but 127.0.0.1.");
        _network = new PodNetwork(hasOwnAddresses);
    }

    [Test]
    public void Every_pod_has_an_address_of_its_own()
    {
        using var first = _network.Allocate();
        using var second = _network.Allocate();

        Assert.That(first.Address, Is.Not.EqualTo(second.Address));
        Assert.That(PodNetwork.IsPodAddress(first.Address) && PodNetwork.IsPodAddress(second.Address), Is.True);
    }

    [Test]
    public void An_address_is_reused_late()
    {
        var first = _network.Allocate();
        first.Dispose();
        using var second = _network.Allocate();

        Assert.That(second.Address, Is.Not.EqualTo(first.Address));
    }

    [Test]
    public async Task Two_pods_listen_on_the_same_port_and_each_is_reached_by_its_own_address()
    {
        using var first = _network.Allocate();
        using var second = _network.Allocate();
        using var firstListener = first.Listen(18_080);
        using var secondListener = second.Listen(18_080);

        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(_network.Resolve(second.Address, 18_080)!);
        using var accepted = await secondListener.AcceptAsync(CancellationToken.None);

        Assert.That(accepted.RemoteEndPoint, Is.EqualTo(client.LocalEndPoint));
    }

    [Test]
    public void A_port_is_taken_once_in_a_pod()
    {
        using var pod = _network.Allocate();
        using var listener = pod.Listen(18_080);

        Assert.That(
            () => pod.Listen(18_080),
            Throws.InstanceOf<SocketException>().With.Property(nameof(SocketException.SocketErrorCode)).EqualTo(SocketError.AddressAlreadyInUse));
    }

    [Test]
    public void A_closed_listener_leaves_nothing_to_dial()
    {
        using var pod = _network.Allocate();
        pod.Listen(18_080).Dispose();

        Assert.That(pod.Resolve(18_080), Is.Null);
        Assert.That(() => pod.Listen(18_080).Dispose(), Throws.Nothing);
    }

    [Test]
    public void A_port_that_the_machine_holds_on_every_address_is_reached_through_the_map()
    {
        using var machine = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        machine.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Any, 0));
        machine.Listen();
        var port = ((System.Net.IPEndPoint)machine.LocalEndPoint!).Port;
        using var pod = _network.Allocate();

        using var listener = pod.Listen(port);

        Assert.That(pod.Resolve(port)!.Port, Is.Not.EqualTo(port));
    }
}
