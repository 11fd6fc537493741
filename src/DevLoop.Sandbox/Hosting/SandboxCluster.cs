using System.Text.Json.Nodes;
using DevLoop.Sandbox.Api;
using DevLoop.Sandbox.Controllers;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Faults;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds;
using DevLoop.Sandbox.Kinds.Namespaces;
using DevLoop.Sandbox.Manifests;
using DevLoop.Sandbox.Registry;
using DevLoop.Sandbox.Storage;
using Microsoft.Extensions.Logging;

namespace DevLoop.Sandbox.Hosting;

/// <summary>
/// A small Kubernetes cluster within this process, for demos and tests: an API server on 127.0.0.1 that kubectl can talk to, and a
/// node that runs pods of one built-in image. Everything it holds is in memory and gone when it is disposed.
/// </summary>
public sealed class SandboxCluster : IAsyncDisposable
{
    private const string Manager = "devloop-sandbox";

    private readonly CancellationTokenSource _stopping = new();
    private readonly ServerCertificate _certificate;
    private readonly ObjectRegistry _registry;
    private readonly KindCatalog _kinds;
    private readonly SandboxOptions _options;
    private readonly BearerToken _token;
    private readonly SemaphoreSlim _serverGate = new(1);
    private PodNode? _node;
    private ApiServer? _server;
    private int _disposed;

    private SandboxCluster(SandboxOptions options)
    {
        _options = options;
        _token = new BearerToken(options.Token);
        Faults = new ClusterFaults(options.Name, options.Clock);
        Store = new ObjectStore(options.Clock, options.HistoryCapacity);
        _kinds = SandboxKinds.Create(Store);
        _registry = new ObjectRegistry(Store, options.Clock);

        // Clients check the certificate against the system's time, whatever time the cluster lives in.
        _certificate = ServerCertificate.Create(TimeProvider.System);
    }

    /// <summary>Where the API server listens, e.g. <c>https://127.0.0.1:43210/</c>.</summary>
    public Uri ServerUrl { get; private set; } = null!;

    /// <summary>The bearer token that opens the API server. A secret.</summary>
    public string Token => _token.Value;

    /// <summary>The certificate, as PEM, that a client must trust to reach the API server.</summary>
    public string CertificateAuthority => _certificate.AuthorityPem;

    /// <summary>A kubeconfig for this cluster. It holds the token.</summary>
    public string Kubeconfig => KubeconfigFile.Text(_options.Name, ServerUrl, CertificateAuthority, Token);

    /// <summary>
    /// Completes when the controllers and the node have ended: after <see cref="DisposeAsync"/> began, or because one of them failed
    /// and took the others along. It faults then, and a cluster that is left up only answers for what it held.
    /// </summary>
    /// <exception cref="InvalidOperationException">A part of the cluster failed; the message says how, the inner exception where.</exception>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>What can be made to go wrong with the API server.</summary>
    public ClusterFaults Faults { get; }

    /// <summary>The state of the cluster, for those within it.</summary>
    internal ObjectStore Store { get; }

    /// <summary>Starts a cluster; it takes requests when this returns.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SandboxCluster> StartAsync(SandboxOptions options, CancellationToken cancellationToken)
    {
        var cluster = new SandboxCluster(options);
        try
        {
            await cluster.StartCoreAsync(cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes the kubeconfig to a file that only its owner can read, in place of what is there.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void WriteKubeconfig(string path) => KubeconfigFile.Write(path, Kubeconfig);

    /// <summary>Creates or updates, as <c>kubectl apply --server-side</c> does, every object of the manifests, in their order.</summary>
    /// <param name="yaml">One or more documents, YAML or JSON. Without a namespace an object goes to <c>default</c>.</param>
    /// <exception cref="ManifestException">The text is not YAML, or the cluster refuses an object; the message says which and why.</exception>
    public Task ApplyManifestsAsync(string yaml) => Task.Run(() =>
    {
        foreach (var content in ManifestReader.ReadAll(yaml))
        {
            Apply(content);
        }
    });

    /// <summary>
    /// Takes the API server down, and every connection to it: watches, port-forwards, requests. The pods go on running. Does nothing
    /// when it is down.
    /// </summary>
    public async Task StopApiServerAsync()
    {
        await _serverGate.WaitAsync();
        try
        {
            if (_server is { } server)
            {
                _server = null;
                await server.DisposeAsync();
            }
        }
        finally
        {
            _serverGate.Release();
        }
    }

    /// <summary>
    /// Brings the API server up again, at the same <see cref="ServerUrl"/> with the same certificate authority and token: a client
    /// with the same kubeconfig goes on. Does nothing when it is up.
    /// </summary>
    /// <exception cref="IOException">Another program has taken the port meanwhile.</exception>
    public async Task StartApiServerAsync(CancellationToken cancellationToken)
    {
        await _serverGate.WaitAsync(cancellationToken);
        try
        {
            var parts = new ApiParts(Store, _kinds, _node, _certificate, _token, Faults);
            _server ??= await ApiServer.StartAsync(_options, ServerUrl?.Port ?? _options.Port, parts, cancellationToken);
            ServerUrl = _server.Url;
        }
        finally
        {
            _serverGate.Release();
        }
    }

    /// <summary>Replaces <see cref="Token"/> by a new one. From now on the old one is answered with 401.</summary>
    public void RotateToken() => _token.Rotate();

    /// <summary>
    /// Ends a pod as a node does that runs short of something: with its grace period, and for good. Its object stays, <c>Failed</c>
    /// with the reason <c>Evicted</c>, and whoever controls it replaces it.
    /// </summary>
    /// <exception cref="InvalidOperationException">No such pod runs.</exception>
    public void EvictPod(string @namespace, string name)
    {
        if (Store.Find(GroupResource.Pods, @namespace, name) is not { } pod || _node?.Evict(pod, "The node was low on resource: memory.") != true)
        {
            throw new InvalidOperationException($"The pod {@namespace}/{name} does not run on the node of this cluster.");
        }
    }

    /// <summary>Stops the API server, the node and its pods, and waits until they have ended. A failure of theirs is told by <see cref="Completion"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _stopping.CancelAsync();
        try
        {
            await StopApiServerAsync();
        }
        finally
        {
            await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_node is not null)
            {
                await _node.DisposeAsync();
            }

            _certificate.Dispose();
            _serverGate.Dispose();
            _stopping.Dispose();
        }
    }

    private async Task StartCoreAsync(CancellationToken cancellationToken)
    {
        foreach (var name in (ReadOnlySpan<string>)[NamespaceKind.DefaultName, NamespaceKind.SystemName])
        {
            _registry.Create(_kinds.ByObject("v1", "Namespace")!, "", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } }, Options());
        }

        if (_options.HasNode)
        {
            _node = await PodNode.CreateAsync(Store, _options.PortForward, _options.Clock, _options.LoggerFactory, cancellationToken);
        }

        await StartApiServerAsync(cancellationToken);
        var context = new ControllerContext(Store, _kinds, _options.Clock, _options.LoggerFactory.CreateLogger<Controller>());
        List<Task> parts = [.. SandboxControllers.Create(context).Select(c => c.RunAsync(_stopping.Token))];
        if (_node is not null)
        {
            parts.Add(_node.RunAsync(_stopping.Token));
        }

        Completion = CompleteAsync(parts, _options.LoggerFactory.CreateLogger<SandboxCluster>());
    }

    private async Task CompleteAsync(List<Task> parts, ILogger logger)
    {
        try
        {
            await Task.WhenAny(parts);
            await _stopping.CancelAsync();
            await Task.WhenAll(parts);
        }
        catch (Exception e)
        {
            Log.PartFailed(logger, e);
            throw new InvalidOperationException($"The sandbox cluster has failed: {e.Message}", e);
        }
    }

    private static WriteOptions Options() => new() { FieldManager = Manager, FieldValidation = FieldValidation.Strict };

    private void Apply(JsonObject content)
    {
        var (apiVersion, kindName, name) = (content.Text("apiVersion"), content.Text("kind"), content.Text("metadata", "name"));
        var kind = _kinds.ByObject(apiVersion, kindName)
            ?? throw new ManifestException($"{kindName} \"{name}\": no kind \"{kindName}\" in version \"{apiVersion}\" in this cluster; it holds {string.Join(", ", _kinds.All.Select(k => k.Kind))}");
        if (string.IsNullOrEmpty(name))
        {
            throw new ManifestException($"a {kindName} has no metadata.name; give it one");
        }

        var @namespace = kind.IsNamespaced ? content.Text("metadata", "namespace") ?? NamespaceKind.DefaultName : "";
        try
        {
            _registry.Apply(kind, @namespace, name, content, force: true, Options());
        }
        catch (Exception e) when (e is ApiException or StoreException)
        {
            throw new ManifestException($"{kindName} \"{name}\": {e.Message}", e);
        }
    }
}
