using System.Globalization;
using DevLoop.Kubernetes.Api;
using DevLoop.PortForward;
using DevLoop.PortForward.Channels;
using DevLoop.PortForward.Spdy;
using DevLoop.Testing;
using DevLoop.Testing.Contracts;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>What our client does with containerd beyond the contract: sessions side by side, a pod and a runtime that go away.</summary>
[Category(RealPeer.Category)]
[TestFixture(PortForwardTransport.Spdy)]
[TestFixture(PortForwardTransport.V4Channel)]
public sealed class ContainerdLossTests(PortForwardTransport transport)
{
    private const int Large = 64 << 20;

    private readonly StreamingUrlUpgrader _upgrader = new(TimeProvider.System);
    private readonly List<IAsyncDisposable> _opened = [];

    [TearDown]
    public async Task CloseAsync()
    {
        foreach (var opened in _opened)
        {
            await opened.DisposeAsync().AsTask().Within("end of a session");
        }

        _upgrader.Dispose();
    }

    [Test]
    public async Task A_reader_that_stalls_holds_up_no_other_session_and_gets_every_byte_when_it_goes_on()
    {
        var stalled = (await OpenSessionAsync(SharedContainerd.Host, SharedContainerd.Pod, DemoPorts.Source)).Open(DemoPorts.Source);
        await stalled.ReadFullyAsync(new byte[1]);

        var other = (await OpenSessionAsync(SharedContainerd.Host, SharedContainerd.Pod, DemoPorts.Echo)).Open(DemoPorts.Echo);
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
        var pod = await SharedContainerd.Host.RunDemoPodAsync($"removed-{transport}".ToLowerInvariant());
        var stream = (await OpenSessionAsync(SharedContainerd.Host, pod, DemoPorts.Echo)).Open(DemoPorts.Echo);
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
            session = await OpenSessionAsync(containerd, await containerd.RunDemoPodAsync("orphan"), DemoPorts.Source);
            var stream = session.Open(DemoPorts.Source);
            await stream.ReadFullyAsync(new byte[1 << 20]);
            reading = stream.ReadToItsEndAsync();
        }

        var end = await session.Completion.Within("end of the session");
        await reading.Within("end of the source");

        Assert.That(end.Error, Is.EqualTo(PortForwardError.ClosedByPeer).Or.EqualTo(PortForwardError.TransportFailed));
    }

    private async Task<IPortForwardSession> OpenSessionAsync(ContainerdHost host, DemoPod pod, int port)
    {
        var url = await host.PortForwardUrlAsync(pod, [port]);
        var upgraded = await _upgrader.UpgradeAsync(url, transport, port, CancellationToken.None);
        IPortForwardSession session = transport == PortForwardTransport.Spdy
            ? new SpdyPortForwardSession(upgraded.Stream, new PortForwardSessionOptions(), TimeProvider.System, NullLogger.Instance)
            : new V4ChannelSession(upgraded.Stream, port, TimeProvider.System);
        _opened.AddRange([session, upgraded]);
        return session;
    }
}
