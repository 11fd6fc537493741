using DevLoop.Sandbox.Networking;
using DevLoop.Sandbox.Nodes;
using DevLoop.Sandbox.Nodes.Containers;
using DevLoop.Sandbox.Nodes.Events;
using DevLoop.Sandbox.Nodes.Probes;
using DevLoop.Sandbox.Programs;
using DevLoop.Sandbox.Programs.Demo;
using DevLoop.Sandbox.Storage;
using DevLoop.Sandbox.Streaming;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace DevLoop.Sandbox.Hosting;

/// <summary>The sandbox's node with all that belongs to it: the pods' network, the programs they run, the streams into them.</summary>
internal sealed class PodNode : ISandboxNode, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly DemoHttpServer _http;
    private readonly Prober _prober;
    private readonly SandboxNode _node;
    private readonly PortForwardEndpoints _portForward;
    private readonly LogEndpoint _log;

    private PodNode(DemoHttpServer http, ObjectStore store, PortForwardOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        var network = PodNetwork.Detect();
        var images = new ImageCatalog(new Dictionary<string, IContainerProgram>(StringComparer.Ordinal) { [DemoProgram.Image] = new DemoProgram(http) });
        _http = http;
        _prober = new Prober(network, time);
        var containers = new ContainerServices(images, _prober, new EventRecorder(store, "kubelet", time), time);
        _node = new SandboxNode(new NodeServices(store, network, containers), loggers.CreateLogger<SandboxNode>());
        _portForward = new PortForwardEndpoints(store, _node, options, time, loggers.CreateLogger<PortForwardEndpoints>(), _stopping.Token);
        _log = new LogEndpoint(store, _node, _stopping.Token);
    }

    /// <summary>Prepares a node; it takes pods from <see cref="RunAsync"/> on.</summary>
    public static async Task<PodNode> CreateAsync(
        ObjectStore store, PortForwardOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        new(await DemoHttpServer.StartAsync(loggers, time, cancellationToken), store, options, time, loggers);

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        _portForward.Map(routes);
        _log.Map(routes);
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        // Streams end with the pods, so that nobody waits for a client that has nothing more to say.
        await using var ending = stopping.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _stopping);
        await _node.RunAsync(stopping);
    }

    /// <summary>Frees what the node holds, once <see cref="RunAsync"/> has returned.</summary>
    public async ValueTask DisposeAsync()
    {
        await _http.DisposeAsync();
        _prober.Dispose();
        _stopping.Dispose();
    }
}
