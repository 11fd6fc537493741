using System.Text.Json.Nodes;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Authentication;
using DevLoop.Kubernetes.Resources;
using Microsoft.Extensions.Logging;

namespace DevLoop.Cli.Demo;

/// <summary>What somebody does to the cluster with kubectl while devloop runs.</summary>
internal sealed class DemoCluster : IDisposable
{
    private readonly ClusterTransport _transport;
    private readonly ApiClient _api;
    private readonly string _namespace;
    private readonly TimeProvider _time;

    public DemoCluster(string kubeconfig, ILoggerFactory loggerFactory, TimeProvider time)
    {
        var configuration = ClusterConfigurationLoader.Load(new KubeconfigOptions { Path = kubeconfig }, ProcessEnvironment.Current());
        _transport = new ClusterTransport(configuration, loggerFactory, time);
        _api = new ApiClient(_transport, loggerFactory);
        _namespace = configuration.Namespace;
        _time = time;
    }

    /// <summary>As <c>kubectl rollout restart deployment/NAME</c>, and waits until no pod is left of those that there were.</summary>
    /// <param name="name">The Deployment, and what its pods have in their label <c>app</c>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The names of the pods that were replaced.</returns>
    public async Task<IReadOnlyCollection<string>> RestartAsync(string name, CancellationToken cancellationToken)
    {
        var selector = new ResourceSelector { Label = $"app={name}" };
        var pods = await _api.ListAsync<Pod>(_namespace, selector, cancellationToken);
        var old = pods.Items.Select(p => p.Metadata.Name).ToHashSet(StringComparer.Ordinal);
        var annotation = new JsonObject { ["kubectl.kubernetes.io/restartedAt"] = $"{_time.GetUtcNow():O}" };
        var change = new JsonObject
        {
            ["spec"] = new JsonObject { ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = annotation } } },
        };
        await _api.PatchAsync<Deployment>(_namespace, name, new Patch(PatchType.Strategic, change), cancellationToken);
        var left = old.ToHashSet(StringComparer.Ordinal);
        var options = new WatchOptions { ResourceVersion = pods.Metadata.ResourceVersion, Selector = selector };
        await foreach (var next in _api.WatchAsync<Pod>(_namespace, options, cancellationToken))
        {
            if (next is { Type: WatchEventType.Deleted, Resource: { } gone } && left.Remove(gone.Metadata.Name) && left.Count == 0)
            {
                return old;
            }
        }

        throw new DemoException($"The rollout of {name} did not come to its end: {string.Join(", ", left)} are still there.");
    }

    /// <summary>As <c>kubectl delete pod NAME --wait=false</c>.</summary>
    public Task DeletePodAsync(string name, CancellationToken cancellationToken) =>
        _api.DeleteAsync<Pod>(_namespace, name, gracePeriod: null, cancellationToken);

    public void Dispose() => _transport.Dispose();
}
