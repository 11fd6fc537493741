using System.Collections.Concurrent;
using DevLoop.Kubernetes.Api;
using DevLoop.PortForward;
using DevLoop.Testing.Contracts;
using DevLoop.Testing.Wires;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.EndToEnd.Tests.Sandbox;

/// <summary>A pod of the sandbox cluster, reached over TLS through its API server by our own client.</summary>
internal sealed class SandboxPlace : IPortForwardPlace
{
    private readonly ConcurrentBag<SeverableStream> _transports = [];
    private readonly PortForwardUpgrader _upgrader;
    private readonly string _pod;
    private readonly Wire _wire;

    private SandboxPlace(Wire wire, string pod)
    {
        _wire = wire;
        _pod = pod;
        _upgrader = new PortForwardUpgrader(SharedCluster.Transport, NullLoggerFactory.Instance, wire.Transport());
    }

    public bool KeepsHalfClose => _wire != Wire.V4Channel;

    public static async Task<IPortForwardPlace> StartAsync(Wire wire) => new SandboxPlace(wire, await SharedCluster.RunPodAsync());

    public async Task<IPortForwardSession> OpenSessionAsync(int port)
    {
        var connection = await _upgrader.UpgradeAsync(new PortForwardRequest("default", _pod) { Port = port }, CancellationToken.None);
        var transport = new SeverableStream(connection.Stream);
        _transports.Add(transport);
        return _wire.OpenSession(transport, port);
    }

    public Task VanishAsync()
    {
        foreach (var transport in _transports)
        {
            transport.Sever();
        }

        return Task.CompletedTask;
    }

    public Task KillPodAsync() => SharedCluster.KillPodAsync(_pod);

    public async ValueTask DisposeAsync() => await SharedCluster.KillPodAsync(_pod);
}
