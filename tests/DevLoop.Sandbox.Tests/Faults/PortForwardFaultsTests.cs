using DevLoop.PortForward;
using DevLoop.Sandbox.Tests.Streaming;
using DevLoop.Testing;
using DevLoop.Testing.Contracts;

namespace DevLoop.Sandbox.Tests.Faults;

[TestFixture(Wire.Spdy)]
[TestFixture(Wire.Tunnel)]
[TestFixture(Wire.V4Channel)]
internal sealed class PortForwardFaultsTests(Wire wire)
{
    private SandboxClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _client = await SandboxClient.StartAsync();
        _client.CreatePod("web");
        await _client.WaitForRunningAsync("web");
    }

    [TearDown]
    public async Task Stop() => await _client.DisposeAsync().AsTask().Within("end of the cluster");

    [TestCase(true, TestName = "Port_forwards_are_broken_off")]
    [TestCase(false, TestName = "Port_forwards_end_without_a_word")]
    public async Task Those_that_are_open_end_and_others_can_be_opened(bool abort)
    {
        await using var session = await OpenAsync();
        var stream = session.Open(7000);
        await AssertEchoesAsync(stream);
        Assert.That(_client.Cluster.Faults.OpenPortForwards, Is.EqualTo(1));
        if (abort)
        {
            _client.Cluster.Faults.AbortPortForwards();
        }
        else
        {
            _client.Cluster.Faults.EndPortForwards();
        }

        Assert.That(async () => await stream.ReadAsync(new byte[1], CancellationToken.None).AsTask().Within("end"), Throws.InstanceOf<PortForwardException>());
        await session.Completion.Within("end of the session");
        await using var next = await OpenAsync();
        await AssertEchoesAsync(next.Open(7000));
    }

    [Test]
    public async Task While_they_stall_no_byte_passes_and_then_they_go_on()
    {
        await using var session = await OpenAsync();
        var stream = session.Open(7000);
        await AssertEchoesAsync(stream);
        Task echo;
        using (_client.Cluster.Faults.StallPortForwards())
        {
            echo = AssertEchoesAsync(stream);
            Assert.That(await echo.IsHeldBackAsync());
        }

        await echo;
    }

    private Task<IPortForwardSession> OpenAsync() => _client.OpenAsync(wire, Route.Pod, "web", 7000);

    private static async Task AssertEchoesAsync(ForwardedStream stream)
    {
        await stream.WriteTextAsync("hello");
        Assert.That(await stream.ReadTextAsync(5), Is.EqualTo("hello"));
    }
}
