using System.Text.RegularExpressions;
using DevLoop.EndToEnd.Tests.Program;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Dev;

/// <summary>
/// A test of what becomes of forwards whose pods go: to a Deployment and a Service with one pod, a StatefulSet and its pod, and a
/// pod that nobody would make again. The answer of each pod holds its name and its version.
/// </summary>
internal abstract class PodLossTest : DevTest
{
    protected const string Deployment = "deployment/web";
    protected const string Service = "service/web";
    protected const string StatefulSet = "statefulset/db";
    protected const string StatefulPod = "pod/db-0";
    protected const string Lone = "pod/lone";

    private static readonly string[] Resources = [Deployment, Service, StatefulSet, StatefulPod, Lone];

    private readonly Dictionary<string, int> _ports = [];
    private int _saidAtStart;

    protected DevRun Run { get; private set; } = null!;

    [SetUp]
    public Task Deploy() => ApplyAsync(Web(), Db(), Manifests.Service("web"), Manifests.Pod("lone", app: "lone", container: Container()));

    /// <summary>A container that is not ready before its first probe, so that there is a time without any pod.</summary>
    protected static string Container(string version = "v1") =>
        Manifests.Container($"env: [{{name: VERSION, value: {version}}}], readinessProbe: {{httpGet: {{path: /healthz, port: http}}, periodSeconds: 1, failureThreshold: 1}}");

    protected static string Web(string version = "v1", string spec = "") => Manifests.Workload("Deployment", "web", spec, Container(version));

    protected static string Db(string version = "v1", string spec = "") => Manifests.Workload("StatefulSet", "db", $"serviceName: none{spec}", Container(version));

    /// <summary>Forwards to all of them, and waits until every forward is up.</summary>
    protected async Task StartForwardsAsync(params string[] options)
    {
        Project.WriteItems(Resources.Select(r => r.Split('/')).Select(r => $"{{resourceType: {r[0]}, resourceName: {r[1]}, port: http}}"));
        Run = Start(["dev", .. options]);
        foreach (var resource in Resources)
        {
            _ports[resource] = await Run.LocalPortAsync(resource, "http");
        }

        _saidAtStart = Run.ErrorLines.Count;
    }

    /// <summary>What a connection to the resource is answered with, such as <c>web-5f6d-x2x v1</c>. It is held until there is a pod.</summary>
    protected async Task<string> AnswerAsync(string resource)
    {
        var answer = await LocalClient.GetAsync(_ports[resource]);
        Assert.That(answer, Does.StartWith("HTTP/1.1 200"), $"{resource}\n{Run}");
        return answer.TrimEnd().Split('\n')[^1];
    }

    /// <summary>As <see cref="AnswerAsync"/>; null when the connection fails, as it may at a pod that ends this moment.</summary>
    protected async Task<string?> TryAnswerAsync(string resource) => (await LocalClient.TryGetAsync(_ports[resource]))?.TrimEnd().Split('\n')[^1];

    /// <summary>The name of the pod that a connection to the resource is answered by.</summary>
    protected async Task<string> PodAsync(string resource) => (await AnswerAsync(resource)).Split(' ')[0];

    /// <summary>Waits until it is said that the resource waits, with a text in the reason, after every forward was up.</summary>
    protected Task WaitsAsync(string resource, string why)
    {
        var pattern = $"^{resource} in namespace default waits: .*{why}";
        return Run.WaitForMatchAsync(pattern, 1 + Run.ErrorLines.Take(_saidAtStart).Count(l => Regex.IsMatch(l, pattern, RegexOptions.ExplicitCapture, TestLimits.Event)));
    }

    /// <summary>A first load on the resource.</summary>
    protected Task WarmUpAsync(string resource) => SteadyLoad.WarmUpAsync(_ports[resource]);

    /// <summary>Begins a load on the resource.</summary>
    protected SteadyLoad LoadOn(string resource) => new(_ports[resource]);

    /// <summary>Asks the program in a pod for something.</summary>
    protected Task PostAsync(string resource, string target) => LocalClient.PostAsync(_ports[resource], target);

    /// <summary>Checks that the resource's move to a pod was said, and nothing about it twice since every forward was up.</summary>
    protected async Task AssertMovedAsync(string resource, string pod)
    {
        await Run.WaitForAsync($"{resource} in namespace default goes to pod {pod} now.");
        Assert.That(NewsOf(resource), Is.Unique, $"{Run}");
    }

    /// <summary>What was said of the resource since every forward was up.</summary>
    protected IEnumerable<string> NewsOf(string resource) => Run.ErrorLines.Skip(_saidAtStart).Where(l => l.StartsWith(resource, StringComparison.Ordinal));
}
