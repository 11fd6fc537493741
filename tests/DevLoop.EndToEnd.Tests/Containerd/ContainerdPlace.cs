using System.Collections.Concurrent;
using DevLoop.Kubernetes.Api;
using DevLoop.PortForward;
using DevLoop.PortForward.Channels;
using DevLoop.PortForward.Spdy;
using DevLoop.Testing.Contracts;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>A pod of its own in the shared containerd, reached at the runtime's streaming URL as a kubelet reaches it.</summary>
internal sealed class ContainerdPlace : IPortForwardPlace
{
    private readonly PortForwardTransport _transport;
    private readonly DemoPod _pod;
    private readonly StreamingUrlUpgrader _upgrader = new(TimeProvider.System);
    private readonly ConcurrentBag<UpgradedConnection> _opened = [];

    private ContainerdPlace(PortForwardTransport transport, DemoPod pod)
    {
        _transport = transport;
        _pod = pod;
    }

    /// <summary>containerd 1.6 closes a connection a second after our end of file, and tells the pod nothing of it.</summary>
    public bool KeepsHalfClose => false;

    public static async Task<ContainerdPlace> StartAsync(PortForwardTransport transport) =>
        new(transport, await SharedContainerd.Host.RunDemoPodAsync($"place-{Guid.NewGuid():N}"));

    public async Task<IPortForwardSession> OpenSessionAsync(int port)
    {
        var url = await SharedContainerd.Host.PortForwardUrlAsync(_pod, [port]);
        var upgraded = await _upgrader.UpgradeAsync(url, _transport, port, CancellationToken.None);
        _opened.Add(upgraded);
        return _transport == PortForwardTransport.Spdy
            ? new SpdyPortForwardSession(upgraded.Stream, new PortForwardSessionOptions(), TimeProvider.System, NullLogger.Instance)
            : new V4ChannelSession(upgraded.Stream, port, TimeProvider.System);
    }

    /// <summary>The connections break under the sessions; that the runtime itself dies is another test's, since all share it.</summary>
    public async Task VanishAsync()
    {
        foreach (var upgraded in _opened)
        {
            await upgraded.DisposeAsync();
        }
    }

    public Task KillPodAsync() => SharedContainerd.Host.KillAsync(_pod);

    public async ValueTask DisposeAsync()
    {
        await VanishAsync();
        _upgrader.Dispose();
        await SharedContainerd.Host.RemoveAsync(_pod);
    }
}
