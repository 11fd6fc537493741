using System.Globalization;
using DevLoop.PortForward;
using DevLoop.Testing;
using DevLoop.Testing.Contracts;

namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>What our client does with containerd beyond the contract: sessions side by side, a pod and a runtime that go away.</summary>
[Category(RealPeer.Category)]
[TestFixture(Wire.Spdy)]
[TestFixture(Wire.V4Channel)]
public sealed class ContainerdLossTests(Wire wire)
{
    private const int Large = 64 << 20;

    private readonly ContainerdSessions _sessions = new(wire);

    [TearDown]
    public async Task CloseAsync() => await _sessions.DisposeAsync();

    [Test]
    public async Task A_reader_that_stalls_holds_up_no_other_session_and_gets_every_byte_when_it_goes_on()
    {
        var stalled = (await _sessions.OpenAsync(SharedContainerd.Host, SharedContainerd.Pod, DemoPorts.Source)).Open(DemoPorts.Source);
        await stalled.ReadFullyAsync(new byte[1]);

        var other = (await _sessions.OpenAsync(SharedContainerd.Host, SharedContainerd.Pod, DemoPorts.Echo)).Open(DemoPorts.Echo);
        for (var i = 0; i < 100; i++)
        {
            var text = i.ToString("D8", CultureInfo.InvariantCulture);
            await other.WriteTextAsync(text);
            Assert.That(await other.ReadTextAsync(8), Is.EqualTo(text));
        }

        Assert.That(await stalled.ReadPatternAsync(1, Large), Is.EqualTo(-1));
    }

    [Test]
    public async Task A_pod_that_is_removed_ends_its_connections()
    {
        var pod = await SharedContainerd.Host.RunDemoPodAsync($"removed-{wire}".ToLowerInvariant());
        var stream = (await _sessions.OpenAsync(SharedContainerd.Host, pod, DemoPorts.Echo)).Open(DemoPorts.Echo);
        await stream.WriteTextAsync("alive");
        await stream.ReadTextAsync(5);

        await SharedContainerd.Host.RemoveAsync(pod);

        await stream.ReadToItsEndAsync();
    }

    [Test]
    public async Task A_runtime_that_vanishes_ends_the_session()
    {
        IPortForwardSession session;
        Task reading;
        await using (var containerd = await ContainerdHost.StartAsync())
        {
            session = await _sessions.OpenAsync(containerd, await containerd.RunDemoPodAsync("orphan"), DemoPorts.Source);
            var stream = session.Open(DemoPorts.Source);
            await stream.ReadFullyAsync(new byte[1 << 20]);
            reading = stream.ReadToItsEndAsync();
        }

        var end = await session.Completion.Within("end of the session");
        await reading.Within("end of the source");

        Assert.That(end.Error, Is.EqualTo(PortForwardError.ClosedByPeer).Or.EqualTo(PortForwardError.TransportFailed));
    }
}
