using System.Collections.Concurrent;
using System.Net.Sockets;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Nodes.Containers;
using DevLoop.Sandbox.Nodes.Specs;
using DevLoop.Sandbox.Storage;
using Microsoft.Extensions.Logging;

namespace DevLoop.Sandbox.Nodes;

/// <summary>
/// The cluster's one node, and its scheduler: every pod in the store is assigned to it and runs here until it is deleted.
/// </summary>
internal sealed partial class SandboxNode(NodeServices services, ILogger<SandboxNode> logger)
{
    /// <summary>The node's name.</summary>
    public const string Name = "sandbox";

    private readonly ConcurrentDictionary<string, PodWorker> _workers = new(StringComparer.Ordinal);
    private readonly List<Task> _running = [];
    private readonly Scheduler _scheduler = new(services.Store, Name, services.Time);

    /// <summary>Runs the pods of the store until cancelled; when it returns, every pod has ended and every address is free again.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            NodeObject.Ensure(services.Store, Name, services.Time);
            while (true)
            {
                try
                {
                    await FollowAsync(cancellationToken);
                }
                catch (StoreException e) when (e.Error == StoreError.Expired)
                {
                    LogFellBehind(e.Message);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The cluster stops.
        }
        finally
        {
            foreach (var worker in _workers.Values)
            {
                worker.Kill();
            }

            await Task.WhenAll(_running);
        }
    }

    /// <summary>The sandbox of a pod that runs here; null when there is none, or it has ended.</summary>
    public PodSandbox? FindSandbox(StoredObject pod) =>
        _workers.TryGetValue(pod.Uid, out var worker) && !worker.Sandbox.IsStopped ? worker.Sandbox : null;

    /// <summary>A container of a pod that runs or ran here; null when there is none of that name.</summary>
    public ContainerWorker? FindContainer(StoredObject pod, string container) =>
        _workers.TryGetValue(pod.Uid, out var worker) ? worker.Containers.FirstOrDefault(c => c.Spec.Name == container) : null;

    /// <summary>Ends a pod that runs here because the node runs short of something; its object stays. False when it does not run here.</summary>
    public bool Evict(StoredObject pod, string message)
    {
        var runs = _workers.TryGetValue(pod.Uid, out var worker);
        worker?.Evict(message);
        return runs;
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var list = services.Store.List(GroupResource.Pods);
        var present = list.Items.Select(pod => pod.Uid).ToHashSet(StringComparer.Ordinal);
        foreach (var (uid, worker) in _workers)
        {
            if (!present.Contains(uid))
            {
                worker.Kill();
            }
        }

        foreach (var pod in list.Items)
        {
            Observe(pod);
        }

        await foreach (var change in services.Store.WatchAsync(GroupResource.Pods, null, list.ResourceVersion, cancellationToken))
        {
            if (change.Type != StoreEventType.Deleted)
            {
                Observe(change.Object);
            }
            else if (_workers.TryGetValue(change.Object.Uid, out var worker))
            {
                worker.Kill();
            }
        }
    }

    private void Observe(StoredObject pod)
    {
        switch (pod.Content.Object("spec").Text("nodeName"))
        {
            case null or "":
                _scheduler.Bind(pod);
                break;
            case Name when _workers.TryGetValue(pod.Uid, out var worker):
                worker.Observe(pod);
                break;
            case Name:
                Start(pod);
                break;
        }
    }

    private void Start(StoredObject pod)
    {
        PodWorker worker;
        try
        {
            worker = new PodWorker(pod, services);
        }
        catch (Exception e) when (e is InvalidOperationException or SocketException)
        {
            // The pod stays Pending; its next change is the next attempt.
            services.Containers.Events.Warning(PodSpec.Read(pod), "", "FailedCreatePodSandBox", e.Message);
            return;
        }

        _workers[pod.Uid] = worker;
        worker.Observe(pod);
        _running.RemoveAll(run => run.IsCompletedSuccessfully);
        _running.Add(RunAsync(worker));
    }

    private async Task RunAsync(PodWorker worker)
    {
        await Task.Yield();
        try
        {
            await worker.RunAsync();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogPodFailed(e, worker.Spec.ToString());
        }
        finally
        {
            _workers.TryRemove(worker.Spec.Uid, out _);
            worker.Dispose();
        }
    }

    [LoggerMessage(5001, LogLevel.Debug, "The node fell behind the store's history and reads all pods again: {Why}")]
    private partial void LogFellBehind(string why);

    [LoggerMessage(5002, LogLevel.Error, "The worker of pod {Pod} failed")]
    private partial void LogPodFailed(Exception exception, string pod);
}
