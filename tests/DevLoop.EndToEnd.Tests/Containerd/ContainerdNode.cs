using System.Collections.Concurrent;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>
/// A node of a sandbox cluster whose pods run in the shared containerd: the part of a kubelet that brings pods up and down, and writes
/// their status through the cluster's API. A pod is its own that says so (<c>spec.nodeName</c>).
/// </summary>
internal sealed class ContainerdNode : IAsyncDisposable
{
    /// <summary>The node's name.</summary>
    public const string Name = "containerd";

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, NodePod> _pods = new(StringComparer.Ordinal);
    private readonly List<Task> _running = [];
    private readonly ApiClient _api;
    private readonly Task _work;

    /// <summary>Begins.</summary>
    public ContainerdNode(ApiClient api)
    {
        _api = api;
        _work = Task.Run(FollowAsync);
    }

    /// <summary>The pod of this name as it runs in containerd; null when there is none.</summary>
    public DemoPod? Find(string name) => _pods.GetValueOrDefault(name)?.Running;

    /// <summary>Ends all pods.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        await Task.WhenAll(_running);
        _stop.Dispose();
    }

    private async Task FollowAsync()
    {
        try
        {
            await foreach (var change in _api.WatchAsync<Pod>("default", new WatchOptions(), _stop.Token))
            {
                if (change.Resource is { Spec.NodeName: Name } pod && change.Type != WatchEventType.Deleted)
                {
                    Observe(pod);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The test is over.
        }
    }

    private void Observe(Pod pod)
    {
        if (!_pods.TryGetValue(pod.Metadata.Name, out var known))
        {
            _pods[pod.Metadata.Name] = known = new NodePod(pod.Metadata.Name, SharedContainerd.Host, _api);
            _running.Add(RunAsync(known));
        }

        if (pod.Metadata.IsBeingDeleted)
        {
            known.End();
        }
    }

    private async Task RunAsync(NodePod pod)
    {
        await pod.RunAsync(_stop.Token);
        _pods.TryRemove(pod.Name, out _);
    }
}
