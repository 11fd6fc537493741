using System.Collections.Concurrent;
using DevLoop.Kubernetes.Api;
using DevLoop.PortForward;
using DevLoop.Testing;
using DevLoop.Testing.Contracts;

namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>Sessions to pods of a containerd, opened at the runtime's streaming URL as a kubelet opens them. Disposing ends them all.</summary>
internal sealed class ContainerdSessions(Wire wire) : IAsyncDisposable
{
    private readonly StreamingUrlUpgrader _upgrader = new(TimeProvider.System);
    private readonly ConcurrentBag<(IPortForwardSession Session, UpgradedConnection Connection)> _opened = [];

    public async Task<IPortForwardSession> OpenAsync(ContainerdHost host, DemoPod pod, int port)
    {
        var url = await host.PortForwardUrlAsync(pod, [port]);
        var connection = await _upgrader.UpgradeAsync(url, wire.Transport(), port, CancellationToken.None);
        var session = wire.OpenSession(connection.Stream, port);
        _opened.Add((session, connection));
        return session;
    }

    /// <summary>Closes the connections under the sessions.</summary>
    public async Task BreakAsync()
    {
        foreach (var (_, connection) in _opened)
        {
            await connection.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (session, connection) in _opened)
        {
            await session.DisposeAsync().AsTask().Within("end of a session");
            await connection.DisposeAsync();
        }

        _upgrader.Dispose();
    }
}
