using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using DevLoop.Benchmarks.Processes;
using DevLoop.Kubernetes;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Authentication;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.Benchmarks.Clusters;

/// <summary>The cluster that is measured on, a sandbox or any other, and the folder that is the home of all programs of the run.</summary>
internal sealed class BenchCluster : IDisposable
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    private readonly SandboxProcess? _sandbox;
    private readonly ClusterTransport _transport;
    private readonly ApiClient _api;

    public BenchCluster(BenchOptions options)
    {
        Home = Directory.CreateTempSubdirectory("devloop-bench-").FullName;
        _sandbox = options.Kubeconfig is null ? new SandboxProcess(options.DevLoop, Home) : null;
        Kubeconfig = options.Kubeconfig ?? _sandbox!.Kubeconfig;
        Context = options.Context;
        var kubeconfig = new KubeconfigOptions { Path = Kubeconfig, Context = Context, Namespace = options.Namespace };
        var configuration = ClusterConfigurationLoader.Load(kubeconfig, ProcessEnvironment.Current());
        Namespace = configuration.Namespace;
        _transport = new ClusterTransport(configuration, NullLoggerFactory.Instance, TimeProvider.System);
        _api = new ApiClient(_transport, NullLoggerFactory.Instance);
    }

    public string Home { get; }

    public string Kubeconfig { get; }

    public string? Context { get; }

    public string Namespace { get; }

    /// <summary>What the sandbox uses; null on any other cluster.</summary>
    public ProcessUsage? SandboxUsage => _sandbox?.Usage;

    /// <summary>The pod's own address; null where it cannot be reached from here.</summary>
    public IPAddress? PodAddress { get; private set; }

    /// <summary>Waits until the pods are ready.</summary>
    /// <exception cref="BenchException">They are not there, or not in time.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        JsonNode? pod;
        while (!IsReady(pod = await GetPodAsync(cancellationToken)))
        {
            if (TimeProvider.System.GetElapsedTime(began) > ReadyLimit)
            {
                throw new BenchException($"Pod {BenchManifests.Pod} in namespace {Namespace} is not ready.");
            }

            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }

        PodAddress = await ReachableAsync((string?)pod?["status"]?["podIP"], cancellationToken);
    }

    /// <summary>A connection to the pod on which SPDY frames, bare or in WebSocket messages, are spoken.</summary>
    public Task<UpgradedConnection> UpgradeAsync(Wire wire, CancellationToken cancellationToken)
    {
        var transport = wire == Wire.Tunnel ? PortForwardTransport.Tunnel : PortForwardTransport.Spdy;
        var upgrader = new PortForwardUpgrader(_transport, NullLoggerFactory.Instance, transport);
        return upgrader.UpgradeAsync(new PortForwardRequest(Namespace, BenchManifests.Pod), cancellationToken);
    }

    public void Dispose()
    {
        _transport.Dispose();
        _sandbox?.Dispose();
        Directory.Delete(Home, recursive: true);
    }

    private async Task<JsonNode?> GetPodAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _api.SendRawAsync(HttpMethod.Get, $"/api/v1/namespaces/{Namespace}/pods/{BenchManifests.Pod}", null, cancellationToken);
        }
        catch (KubernetesException e)
        {
            throw new BenchException($"{e.Message} The pods that are measured are made by `make bench-manifests | kubectl apply -f -`.", e);
        }
    }

    private static bool IsReady(JsonNode? pod) =>
        pod?["status"]?["conditions"] is JsonArray conditions && conditions.Any(c => (string?)c?["type"] == "Ready" && (string?)c["status"] == "True");

    private static async Task<IPAddress?> ReachableAsync(string? podIp, CancellationToken cancellationToken)
    {
        if (!IPAddress.TryParse(podIp, out var address))
        {
            return null;
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2), TimeProvider.System);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(address, BenchManifests.EchoPort, both.Token);
            return address;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
