using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Nodes.Containers;
using DevLoop.Sandbox.Nodes.Specs;
using DevLoop.Sandbox.Nodes.Statuses;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Nodes;

/// <summary>Runs one pod on the node: its containers, its status, its deletion.</summary>
internal sealed class PodWorker : IDisposable
{
    private readonly NodeServices _services;
    private readonly Lock _gate = new();
    private readonly IReadOnlyList<ContainerWorker> _initContainers;
    private readonly IReadOnlyList<ContainerWorker> _containers;
    private readonly DateTimeOffset _startTime;
    private readonly TaskCompletionSource _deleted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _evicted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _killed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _graceTimer;
    private DateTimeOffset _killAt = DateTimeOffset.MaxValue;
    private string? _eviction;
    private bool _initialized;
    private bool _ended;
    private bool _gone;

    public PodWorker(StoredObject pod, NodeServices services)
    {
        _services = services;
        _startTime = services.Time.GetUtcNow();
        _graceTimer = services.Time.CreateTimer(static killed => ((TaskCompletionSource)killed!).TrySetResult(), _killed, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Spec = PodSpec.Read(pod);
        Sandbox = new PodSandbox(pod.Namespace, pod.Name, services.Network.Allocate());
        _initContainers = [.. Spec.InitContainers.Select(c => Worker(c, c.IsSidecar ? RestartPolicy.Always : InitPolicy))];
        _containers = [.. Spec.Containers.Select(c => Worker(c, Spec.RestartPolicy))];
        _initialized = _initContainers.Count == 0;
    }

    public PodSpec Spec { get; }

    public PodSandbox Sandbox { get; }

    public IEnumerable<ContainerWorker> Containers => _containers.Concat(_initContainers);

    // An init container that is done does not run again, whatever the pod's policy for the others is.
    private RestartPolicy InitPolicy => Spec.RestartPolicy == RestartPolicy.Never ? RestartPolicy.Never : RestartPolicy.OnFailure;

    /// <summary>Runs the pod until its object is gone from the store.</summary>
    public async Task RunAsync()
    {
        await Task.Yield();
        Publish();
        using (var terminate = new CancellationTokenSource())
        using (var kill = new CancellationTokenSource())
        {
            var containers = RunContainersAsync(terminate.Token, kill.Token);
            await EndOnRequestAsync(containers, terminate, kill);
            await containers;
        }

        Sandbox.Dispose();
        Change(() => _ended = true);
        await _deleted.Task;
        Remove();
        // Until the store says that the object is gone, it may still change, and must not be taken for a new pod.
        await _released.Task;
    }

    /// <summary>Takes a newer state of the pod's object: notices that it is being deleted, and with which grace.</summary>
    public void Observe(StoredObject pod)
    {
        var metadata = pod.Content.Object("metadata");
        if (metadata.Text("deletionTimestamp") is null)
        {
            return;
        }

        var grace = metadata.Seconds("deletionGracePeriodSeconds") ?? Spec.GracePeriod;
        if (grace <= TimeSpan.Zero)
        {
            _killed.TrySetResult();
        }

        lock (_gate)
        {
            var killAt = _services.Time.GetUtcNow() + grace;
            if (killAt < _killAt)
            {
                _killAt = killAt;
                _graceTimer.Change(grace, Timeout.InfiniteTimeSpan);
            }
        }

        if (_deleted.TrySetResult())
        {
            _services.Containers.Events.Normal(Spec, "", "Killing", "Stopping containers");
        }
    }

    /// <summary>The pod ends for good, with its grace, and its object says why.</summary>
    public void Evict(string message)
    {
        lock (_gate)
        {
            _eviction ??= message;
            var killAt = _services.Time.GetUtcNow() + Spec.GracePeriod;
            if (killAt < _killAt)
            {
                _killAt = killAt;
                _graceTimer.Change(Spec.GracePeriod, Timeout.InfiniteTimeSpan);
            }
        }

        if (_evicted.TrySetResult())
        {
            _services.Containers.Events.Warning(Spec, "", "Evicted", message);
        }
    }

    /// <summary>The pod's object is gone from the store, or the node stops: everything ends now.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            _gone = true;
        }

        _killed.TrySetResult();
        _deleted.TrySetResult();
        _released.TrySetResult();
    }

    public void Dispose()
    {
        Sandbox.Dispose();
        _graceTimer.Dispose();
    }

    private ContainerWorker Worker(ContainerSpec container, RestartPolicy policy) =>
        new(container, Spec, Sandbox.Address, policy, _services.Containers, Publish);

    /// <summary>Passes a deletion or an eviction on to the containers as SIGTERM, and the end of its grace as SIGKILL, while they run.</summary>
    private async Task EndOnRequestAsync(Task containers, CancellationTokenSource terminate, CancellationTokenSource kill)
    {
        await Task.WhenAny(_deleted.Task, _evicted.Task, containers);
        if ((_deleted.Task.IsCompleted || _evicted.Task.IsCompleted) && !_killed.Task.IsCompleted)
        {
            await terminate.CancelAsync();
        }

        await Task.WhenAny(_killed.Task, containers);
        if (_killed.Task.IsCompleted)
        {
            await kill.CancelAsync();
        }
    }

    private async Task RunContainersAsync(CancellationToken terminate, CancellationToken kill)
    {
        using var sidecarsEnd = CancellationTokenSource.CreateLinkedTokenSource(terminate);
        var sidecars = new List<Task>();
        if (await InitializeAsync(sidecars, sidecarsEnd.Token, terminate, kill))
        {
            Change(() => _initialized = true);
            await Task.WhenAll(_containers.Select(c => c.RunAsync(terminate, kill)));
        }

        // Sidecars end after the containers they serve.
        await sidecarsEnd.CancelAsync();
        await Task.WhenAll(sidecars);
    }

    /// <summary>Runs the init containers one after the other; false when one failed for good, or the pod is ending.</summary>
    private async Task<bool> InitializeAsync(
        List<Task> sidecars, CancellationToken sidecarsEnd, CancellationToken terminate, CancellationToken kill)
    {
        if (_initContainers.Count > 0)
        {
            foreach (var waiting in _containers)
            {
                waiting.Wait("PodInitializing");
            }
        }

        foreach (var container in _initContainers)
        {
            if (container.Spec.IsSidecar)
            {
                var running = container.RunAsync(sidecarsEnd, kill);
                sidecars.Add(running);
                await Task.WhenAny(container.Started, running);
            }
            else
            {
                await container.RunAsync(terminate, kill);
                if (container.Status.State is not ContainerState.Terminated { ExitCode: 0 })
                {
                    return false;
                }
            }
        }

        return !terminate.IsCancellationRequested && !kill.IsCancellationRequested;
    }

    private void Change(Action change)
    {
        lock (_gate)
        {
            change();
        }

        Publish();
    }

    /// <summary>Writes the pod's status to the store, unless nothing of it has changed.</summary>
    private void Publish() => Write(pod =>
    {
        pod["status"] = PodStatusBuilder.Build(pod, Spec, Snapshot(), _services.Time.GetUtcNow());
        return pod;
    });

    private PodSnapshot Snapshot() => new(
        [.. _containers.Select(c => c.Status)],
        [.. _initContainers.Select(c => c.Status)],
        Sandbox.Address.Address,
        _startTime,
        _initialized,
        _ended,
        _eviction);

    private void Write(Func<JsonObject, JsonObject> change)
    {
        lock (_gate)
        {
            if (_gone)
            {
                return;
            }

            try
            {
                // A pod of the same name that came after this one is not ours to write.
                _services.Store.Update(GroupResource.Pods, Spec.Namespace, Spec.Name, pod => pod.Metadata("uid") == Spec.Uid ? change(pod) : pod);
            }
            catch (StoreException e) when (e.Error == StoreError.NotFound)
            {
                _gone = true;
            }
        }
    }

    /// <summary>Takes the deleted pod out of the store; one with finalizers stays until they are gone, with no grace left.</summary>
    private void Remove()
    {
        var finalized = true;
        Write(pod =>
        {
            var metadata = pod.EnsureMetadata();
            metadata["deletionGracePeriodSeconds"] = 0;
            finalized = metadata["finalizers"] is not JsonArray { Count: > 0 };
            return pod;
        });
        lock (_gate)
        {
            if (_gone || !finalized)
            {
                return;
            }

            try
            {
                _services.Store.Delete(GroupResource.Pods, Spec.Namespace, Spec.Name, Spec.Uid);
            }
            catch (StoreException e) when (e.Error is StoreError.NotFound or StoreError.Conflict)
            {
                // It was force-deleted meanwhile.
            }
        }
    }
}
