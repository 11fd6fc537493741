using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;
using DevLoop.Sandbox.Hosting;
using DevLoop.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.EndToEnd.Tests.Sandbox;

/// <summary>The one sandbox cluster of all tests of this namespace, and our client of it.</summary>
[SetUpFixture]
internal sealed class SharedCluster
{
    private static SandboxCluster? _cluster;
    private static ClusterTransport? _transport;
    private static int _pods;

    public static ClusterTransport Transport => _transport ?? throw new InvalidOperationException("The cluster was not started.");

    private static ApiClient Api => new(Transport, NullLoggerFactory.Instance);

    [OneTimeSetUp]
    public static async Task StartAsync()
    {
        _cluster = await SandboxCluster.StartAsync(new SandboxOptions(), CancellationToken.None).Within("start of the cluster");
        _transport = SandboxTransport.To(_cluster);
    }

    [OneTimeTearDown]
    public static async Task StopAsync()
    {
        _transport?.Dispose();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync().AsTask().Within("end of the cluster");
        }
    }

    /// <summary>Runs a demo pod of its own for a test, and gives its name once it is ready.</summary>
    public static async Task<string> RunPodAsync()
    {
        var name = $"web-{Interlocked.Increment(ref _pods)}";
        await _cluster!.ApplyManifestsAsync($$"""
            apiVersion: v1
            kind: Pod
            metadata:
              name: {{name}}
            spec:
              containers:
              - name: app
                image: devloop.dev/demo
                readinessProbe:
                  tcpSocket:
                    port: 7002
                  periodSeconds: 1
            """);
        await ReadyAsync(name).Within("ready pod");
        return name;
    }

    /// <summary>Deletes a pod without grace: its program dies of SIGKILL.</summary>
    public static async Task KillPodAsync(string name)
    {
        try
        {
            await Api.DeleteAsync<Pod>("default", name, TimeSpan.Zero, CancellationToken.None).Within("end of the pod");
        }
        catch (ApiException e) when (e.Reason == ApiError.NotFound)
        {
            // The test killed it itself.
        }
    }

    private static async Task ReadyAsync(string name)
    {
        await foreach (var change in Api.WatchAsync<Pod>("default", new WatchOptions(), CancellationToken.None))
        {
            if (change.Resource is { IsReady: true } pod && pod.Metadata.Name == name)
            {
                return;
            }
        }
    }
}
