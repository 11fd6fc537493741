using DevLoop.Sandbox.Hosting;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Kubectl;

/// <summary>A test of a real kubectl against a sandbox of its own.</summary>
[Category(RealPeer.Category)]
internal abstract class KubectlTest
{
    protected const string Service = """
        apiVersion: v1
        kind: Service
        metadata:
          name: web
          labels:
            app: web
        spec:
          selector:
            app: web
          ports:
          - name: http
            port: 80
            targetPort: http
        """;

    private SandboxCluster? _cluster;
    private Testing.Kubectl? _kubectl;

    protected Testing.Kubectl Kubectl => _kubectl!;

    protected SandboxCluster Cluster => _cluster!;

    [SetUp]
    public async Task Start()
    {
        RealPeer.Path("kubectl");
        _cluster = await SandboxCluster.StartAsync(new SandboxOptions(), CancellationToken.None);
        _kubectl = new Testing.Kubectl(_cluster.Kubeconfig);
    }

    [TearDown]
    public async Task Stop()
    {
        _kubectl?.Dispose();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync().AsTask().Within("end of the cluster");
        }
    }

    protected static string Pod(string name) => $$"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: {{name}}
          labels:
            app: web
        spec:
          terminationGracePeriodSeconds: 1
          containers:
          - name: app
            image: devloop.dev/demo:1
            ports:
            - name: http
              containerPort: 8080
        """;

    /// <summary>Runs a command that must succeed, and returns what it printed.</summary>
    protected async Task<string> KubectlAsync(string arguments, string input = "")
    {
        var result = await Kubectl.RunAsync(input, arguments.Split(' '));
        Assert.That(result.ExitCode, Is.Zero, $"kubectl {arguments}: {result}");
        return result.Output.TrimEnd();
    }

    /// <summary>Runs a command that must fail, and returns its complaint.</summary>
    protected async Task<string> RefusedAsync(string arguments, string input = "")
    {
        var result = await Kubectl.RunAsync(input, arguments.Split(' '));
        Assert.That(result.ExitCode, Is.Not.Zero, $"kubectl {arguments}: {result}");
        return result.Error.TrimEnd();
    }

    /// <summary>The cells of a table, line by line.</summary>
    protected async Task<string[][]> TableAsync(string arguments) =>
        [.. (await KubectlAsync(arguments)).Split('\n').Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
}
