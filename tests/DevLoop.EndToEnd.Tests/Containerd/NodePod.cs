using System.Text.Json.Nodes;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>One pod of a <see cref="ContainerdNode"/>, from its start to its deletion.</summary>
/// <param name="name">Its name.</param>
/// <param name="host">What runs it.</param>
/// <param name="api">The cluster.</param>
internal sealed class NodePod(string name, ContainerdHost host, ApiClient api)
{
    /// <summary>How often it is looked whether the container runs.</summary>
    private static readonly TimeSpan Relist = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a container that has crashed is left alone.</summary>
    private static readonly TimeSpan BackOff = TimeSpan.FromSeconds(1);

    /// <summary>How often it is tried to remove a pod.</summary>
    private const int MaxRemovals = 20;

    private readonly TaskCompletionSource _deleted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile DemoPod? _running;

    public string Name => name;

    /// <summary>The pod in containerd; null before it is up, and once it is gone.</summary>
    public DemoPod? Running => _running;

    private string Path => $"/api/v1/namespaces/default/pods/{name}";

    /// <summary>Its deletion was asked for.</summary>
    public void End() => _deleted.TrySetResult();

    /// <summary>Runs it until it was deleted, or the node stops.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            var spec = (await ReadAsync())["spec"]!;
            var pod = _running = await host.RunDemoPodAsync(name, Environment(spec), CancellationToken.None);
            await PublishAsync(pod, exitCode: null);
            while (await ExitCodeAsync(pod, stop) is { } exitCode)
            {
                await PublishAsync(pod, exitCode);
                await Task.WhenAny(_deleted.Task, Task.Delay(BackOff, TimeProvider.System, stop));
                pod = _running = await host.StartAgainAsync(pod, CancellationToken.None);
                await PublishAsync(pod, exitCode: null);
            }

            await host.StopAsync(pod, TimeSpan.FromSeconds(spec["terminationGracePeriodSeconds"]!.GetValue<int>()), stop);
            await RemoveAsync();
            await api.DeleteAsync<Pod>("default", name, TimeSpan.Zero, CancellationToken.None);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The test is over.
        }
        finally
        {
            await RemoveAsync();
        }
    }

    private static Dictionary<string, string> Environment(JsonNode spec) =>
        spec["containers"]![0]!["env"]!.AsArray().ToDictionary(e => e!["name"]!.GetValue<string>(), e => e!["value"]!.GetValue<string>());

    /// <summary>How the container ended; null once the pod is to be deleted.</summary>
    private async Task<int?> ExitCodeAsync(DemoPod pod, CancellationToken stop)
    {
        int? code = null;
        while (code is null && !_deleted.Task.IsCompleted)
        {
            await Task.WhenAny(_deleted.Task, Task.Delay(Relist, TimeProvider.System, stop));
            stop.ThrowIfCancellationRequested();
            code = await host.ExitCodeAsync(pod, stop);
        }

        return _deleted.Task.IsCompleted ? null : code;
    }

    /// <summary>Tells the cluster how the pod is: ready, or without its container, which has crashed.</summary>
    private async Task PublishAsync(DemoPod pod, int? exitCode)
    {
        var isReady = exitCode is null;
        var body = await ReadAsync();

        // Who else writes to the object does not write its status.
        body["metadata"]!.AsObject().Remove("resourceVersion");
        body["status"] = new JsonObject
        {
            ["phase"] = "Running",
            ["podIP"] = $"{pod.Address}",
            ["conditions"] = new JsonArray(Condition("ContainersReady", isReady), Condition("Ready", isReady)),
            ["containerStatuses"] = new JsonArray(new JsonObject
            {
                ["name"] = "app",
                ["image"] = DemoImages.Demo,
                ["imageID"] = DemoImages.Demo,
                ["ready"] = isReady,
                ["restartCount"] = pod.Container.Metadata.Attempt,
                ["state"] = isReady
                    ? new JsonObject { ["running"] = new JsonObject() }
                    : new JsonObject { ["terminated"] = new JsonObject { ["exitCode"] = exitCode, ["reason"] = "Error" } },
            }),
        };
        await api.SendRawAsync(HttpMethod.Put, $"{Path}/status", body, CancellationToken.None).Within("status of a pod");
    }

    private async Task<JsonNode> ReadAsync() => (await api.SendRawAsync(HttpMethod.Get, Path, null, CancellationToken.None).Within("pod"))!;

    private static JsonObject Condition(string type, bool isTrue) => new() { ["type"] = type, ["status"] = isTrue ? "True" : "False" };

    private async Task RemoveAsync()
    {
        if (_running is not { } pod)
        {
            return;
        }

        _running = null;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await host.RemoveAsync(pod);
                return;
            }
            catch (GrpcException) when (attempt < MaxRemovals)
            {
                // A container that ends by itself this moment is one that containerd fails to kill.
                await Task.Delay(Relist, TimeProvider.System);
            }
        }
    }
}
