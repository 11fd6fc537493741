using System.Collections.Concurrent;
using System.Net.WebSockets;
using DevLoop.PortForward;
using DevLoop.PortForward.Tunneling;
using DevLoop.Sandbox.Nodes;
using DevLoop.Sandbox.Streaming;
using DevLoop.Sandbox.Tests.Programs;
using DevLoop.Testing;
using DevLoop.Testing.Contracts;
using DevLoop.Testing.Wires;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.Sandbox.Tests.Contracts;

/// <summary>A demo container, and the sandbox's server of port-forwarding over connections in memory.</summary>
internal sealed class InMemoryPlace : IPortForwardPlace
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _serving = [];
    private readonly ConcurrentBag<DuplexStream> _serverEnds = [];
    private readonly DemoContainer _container;
    private readonly PodSandbox _pod;
    private readonly Wire _wire;

    private InMemoryPlace(Wire wire, DemoContainer container)
    {
        _wire = wire;
        _container = container;
        _pod = new PodSandbox("default", "web", container.Address);
    }

    public bool KeepsHalfClose => _wire != Wire.V4Channel;

    public static async Task<IPortForwardPlace> StartAsync(Wire wire)
    {
        var container = await DemoContainer.StartAsync();
        await container.FirstLogLineAsync();
        return new InMemoryPlace(wire, container);
    }

    public Task<IPortForwardSession> OpenSessionAsync(int port)
    {
        var (client, server) = DuplexStream.CreatePair();
        _serverEnds.Add(server);
        _serving.Add(Task.Run(() => ServeAsync(server, port)));
        return Task.FromResult(_wire.OpenSession(client, port));
    }

    public async Task VanishAsync()
    {
        foreach (var end in _serverEnds)
        {
            await end.DisposeAsync();
        }
    }

    public async Task KillPodAsync()
    {
        _container.Kill();
        await _container.Exit.Within("end of the program");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_serving).Within("end of the server");
        await _container.DisposeAsync();
        _stop.Dispose();
    }

    private async Task ServeAsync(Stream transport, int port)
    {
        var options = new PortForwardOptions();
        var dialer = new PodDialer(options.DialTimeout, TimeProvider.System);
        if (_wire == Wire.V4Channel)
        {
            using var webSocket = WebSocket.CreateFromStream(transport, new WebSocketCreationOptions { IsServer = true });
            using var server = new ChannelPortForward(_pod, dialer, [port], TimeProvider.System);
            await server.ServeAsync(webSocket, _stop.Token);
            return;
        }

        if (_wire == Wire.Tunnel)
        {
            transport = WebSocketTunnelStream.OverServer(transport, TimeProvider.System);
        }

        await new SpdyPortForward(_pod, dialer, options, TimeProvider.System, NullLogger.Instance).ServeAsync(transport, _stop.Token);
    }
}
