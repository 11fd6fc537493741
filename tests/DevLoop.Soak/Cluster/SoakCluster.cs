using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Authentication;
using DevLoop.Kubernetes.Resources;
using DevLoop.Sandbox.Faults;
using DevLoop.Sandbox.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.Soak.Cluster;

/// <summary>The sandbox with the workloads, and what can be done to them.</summary>
internal sealed class SoakCluster : IAsyncDisposable
{
    private const string Namespace = "default";

    private readonly SandboxCluster _cluster;
    private readonly ClusterTransport _transport;
    private readonly ApiClient _api;
    private int _version = 1;

    private SoakCluster(SandboxCluster cluster)
    {
        _cluster = cluster;
        var folder = Directory.CreateTempSubdirectory("devloop-soak-");
        try
        {
            var file = Path.Combine(folder.FullName, "kubeconfig");
            cluster.WriteKubeconfig(file);
            var configuration = ClusterConfigurationLoader.Load(new KubeconfigOptions { Path = file }, ProcessEnvironment.Current());
            _transport = new ClusterTransport(configuration, NullLoggerFactory.Instance, TimeProvider.System);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        _api = new ApiClient(_transport, NullLoggerFactory.Instance);
    }

    public ClusterFaults Faults => _cluster.Faults;

    /// <summary>Faults when a part of the cluster failed.</summary>
    public Task Completion => _cluster.Completion;

    public static async Task<SoakCluster> StartAsync(CancellationToken cancellationToken)
    {
        var cluster = new SoakCluster(await SandboxCluster.StartAsync(new SandboxOptions(), cancellationToken));
        foreach (var workload in Workload.All)
        {
            await cluster.RollOutAsync(workload);
        }

        return cluster;
    }

    public void WriteKubeconfig(string path) => _cluster.WriteKubeconfig(path);

    /// <summary>Changes the workload, so that all its pods are replaced; does not wait for that.</summary>
    public Task RollOutAsync(Workload workload) => _cluster.ApplyManifestsAsync(workload.Manifest($"v{_version++}"));

    public async Task<IReadOnlyList<string>> PodsAsync(Workload workload, CancellationToken cancellationToken) =>
        [.. (await _api.ListAsync<Pod>(Namespace, new ResourceSelector { Label = $"app={workload.Name}" }, cancellationToken)).Items
            .Where(p => p.Metadata.DeletionTimestamp is null)
            .Select(p => p.Metadata.Name)];

    /// <param name="pod">The pod's name.</param>
    /// <param name="gracePeriod">Null for the pod's own; zero kills it.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public Task DeletePodAsync(string pod, TimeSpan? gracePeriod, CancellationToken cancellationToken) => _api.DeleteAsync<Pod>(Namespace, pod, gracePeriod, cancellationToken);

    public Task StopApiServerAsync() => _cluster.StopApiServerAsync();

    public Task StartApiServerAsync(CancellationToken cancellationToken) => _cluster.StartApiServerAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _transport.Dispose();
        await _cluster.DisposeAsync();
    }
}
