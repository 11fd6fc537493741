using DevLoop.EndToEnd.Tests.Sandbox;
using DevLoop.Kubernetes.Api;
using DevLoop.Sandbox.Hosting;
using DevLoop.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.EndToEnd.Tests.Program;

/// <summary>A test of the built program against a sandbox cluster of its own: pods <c>web-1</c> and <c>web-2</c> behind the Service <c>web</c>.</summary>
[Category(DevLoopProcess.Category)]
internal abstract class ProgramTest
{
    private readonly List<DevLoopProcess> _programs = [];

    protected SandboxCluster Cluster { get; private set; } = null!;

    [SetUp]
    public async Task StartCluster()
    {
        Cluster = await SandboxCluster.StartAsync(new SandboxOptions(), CancellationToken.None);
        await Cluster.ApplyManifestsAsync(Service("web"));
        await Cluster.ApplyManifestsAsync(Pod("web-1"));
    }

    [TearDown]
    public async Task Stop()
    {
        foreach (var program in _programs)
        {
            await TestContext.Out.WriteLineAsync($"{program}");
            await program.DisposeAsync();
        }

        await Cluster.DisposeAsync();
    }

    /// <summary>Starts <c>devloop</c> with the cluster's kubeconfig.</summary>
    protected DevLoopProcess Start(params string[] arguments) => Keep(DevLoopProcess.Start(Cluster.Kubeconfig, arguments));

    /// <summary>As <see cref="Start"/>, with at most this many file descriptors.</summary>
    protected DevLoopProcess StartWithin(int descriptors, params string[] arguments) =>
        Keep(DevLoopProcess.StartWithin(descriptors, Cluster.Kubeconfig, arguments));

    private DevLoopProcess Keep(DevLoopProcess program)
    {
        _programs.Add(program);
        return program;
    }

    /// <summary>The manifest of the Service <c>web</c> over the pods of an app.</summary>
    protected static string Service(string app) =>
        $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec:
          selector:
            app: {{app}}
          ports:
          - {name: http, port: 80, targetPort: http}
          - {name: echo, port: 7000}
          - {name: source, port: 7001, targetPort: 7001}
        """;

    /// <summary>The manifest of a pod of an app, which runs the demo program.</summary>
    protected static string Pod(string name, string app = "web") =>
        $$"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: {{name}}
          labels:
            app: {{app}}
        spec:
          terminationGracePeriodSeconds: 1
          containers:
          - name: app
            image: devloop.dev/demo
            ports: [{name: http, containerPort: 8080}]
            readinessProbe:
              periodSeconds: 1
              httpGet: {path: /healthz, port: http}
        """;

    protected async Task DeletePodAsync(string name)
    {
        using var transport = SandboxTransport.To(Cluster);
        await new ApiClient(transport, NullLoggerFactory.Instance)
            .DeleteAsync<Kubernetes.Resources.Pod>("default", name, gracePeriod: null, CancellationToken.None)
            .Within("deletion of the pod");
    }
}
