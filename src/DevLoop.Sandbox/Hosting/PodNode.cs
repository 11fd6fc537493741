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
    private readonly Func<CancellationToken, PortForwardEndpoints> _portForward;
    private readonly Func<CancellationToken, LogEndpoint> _log;
    private readonly List<CancellationTokenSource> _streams = [];

    private PodNode(DemoHttpServer http, ObjectStore store, PortForwardOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        var network = PodNetwork.Detect();
        var images = new ImageCatalog(new Dictionary<string, IContainerProgram>(StringComparer.Ordinal) { [DemoProgram.Image] = new DemoProgram(http) });
        _http = http;
        _prober = new Prober(network, time);
        var containers = new ContainerServices(images, _prober, new EventRecorder(store, "kubelet", time), time);
        _node = new SandboxNode(new NodeServices(store, network, containers), loggers.CreateLogger<SandboxNode>());
        _portForward = ended => new PortForwardEndpoints(store, _node, options, time, loggers.CreateLogger<PortForwardEndpoints>(), ended);
        _log = ended => new LogEndpoint(store, _node, ended);
    }

    /// <summary>Prepares a node; it takes pods from <see cref="RunAsync"/> on.</summary>
    public static async Task<PodNode> CreateAsync(
        ObjectStore store, PortForwardOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        new(await DemoHttpServer.StartAsync(loggers, time, cancellationToken), store, options, time, loggers);

    public void MapEndpoints(IEndpointRouteBuilder routes, CancellationToken stopping)
    {
        var ended = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, stopping);
        _streams.Add(ended);
        _portForward(ended.Token).Map(routes);
        _log(ended.Token).Map(routes);
    }

    /// <summary>Ends a pod as a node does that runs short of something: it stays, Failed, with the reason Evicted.</summary>
    /// <returns>False when the pod does not run here.</returns>
    public bool Evict(StoredObject pod, string message) => _node.Evict(pod, message);

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
        _streams.ForEach(ended => ended.Dispose());
        _stopping.Dispose();
    }
}
