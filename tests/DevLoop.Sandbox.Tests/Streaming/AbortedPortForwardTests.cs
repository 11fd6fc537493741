using DevLoop.PortForward;
using DevLoop.Testing;
using DevLoop.Testing.Contracts;

namespace DevLoop.Sandbox.Tests.Streaming;

[TestFixture(Wire.Spdy, Route.Pod)]
[TestFixture(Wire.Tunnel, Route.Pod)]
[TestFixture(Wire.V4Channel, Route.Pod)]
[TestFixture(Wire.Spdy, Route.Node)]
internal sealed class AbortedPortForwardTests(Wire wire, Route route)
{
    [Test]
    public async Task Port_forwards_are_counted_and_can_be_broken_off_and_the_pod_goes_on()
    {
        await using var client = await SandboxClient.StartAsync();
        client.CreatePod("web");
        await client.WaitForRunningAsync("web");
        await using var session = await client.OpenAsync(wire, route, "web", 7000);
        var stream = session.Open(7000);
        await stream.WriteTextAsync("x");
        Assert.That(await stream.ReadAsync(new byte[1], CancellationToken.None).AsTask().Within("echo"), Is.EqualTo(1));
        Assert.That(client.Cluster.Faults.OpenPortForwards, Is.EqualTo(1));

        client.Cluster.Faults.AbortPortForwards();

        Assert.That(async () => await stream.ReadAsync(new byte[1], CancellationToken.None).AsTask().Within("end"), Throws.InstanceOf<PortForwardException>());
        await using var next = await client.OpenAsync(wire, route, "web", 8080);
        var again = next.Open(8080);
        await again.WriteTextAsync("GET / HTTP/1.0\r\n\r\n");
        Assert.That(await again.ReadTextToEndAsync(), Does.EndWith("web v1\n"));
    }
}
