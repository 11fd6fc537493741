using DevLoop.Sandbox.Hosting;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Kubectl;

[Category(RealPeer.Category)]
internal sealed class KubectlTests
{
    private const string Pod = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          labels:
            app: web
        spec:
          containers:
          - name: app
            image: devloop.dev/demo
            ports:
            - name: http
              containerPort: 8080
        """;

    private SandboxCluster _cluster = null!;
    private Testing.Kubectl _kubectl = null!;

    [SetUp]
    public async Task Start()
    {
        _cluster = await SandboxCluster.StartAsync(new SandboxOptions(), CancellationToken.None);
        _kubectl = new Testing.Kubectl(_cluster.Kubeconfig);
    }

    [TearDown]
    public async Task Stop()
    {
        _kubectl?.Dispose();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    [Test]
    public async Task Smoke()
    {
        foreach (var args in new[] { "version", "api-resources", "get pods", "get ns", "create -f -", "get pods -o wide", "get po web -o yaml", "apply -f -", "apply --server-side -f -", "apply --server-side --force-conflicts -f -", "label pod web a=b", "annotate pod web a=b", "get pods --show-labels -l app=web", "describe pod web", "get all -A", "get events", "explain pod.spec.containers", "explain pod --output=plaintext-openapiv2", "create -f - --validate=strict --dry-run=server", "delete pod web", "delete pod web", "create ns foo", "delete ns foo --wait=false" })
        {
            var input = args.EndsWith('-') ? Pod : "";
            var r = await _kubectl.RunAsync(input, args.Split(' '));
            await TestContext.Out.WriteLineAsync($"$ kubectl {args}\n{r}");
        }
    }
}
