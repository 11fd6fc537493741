using System.Text.Json.Nodes;
using DevLoop.Sandbox.Hosting;
using DevLoop.Testing;

namespace DevLoop.Sandbox.Tests.Api;

/// <summary>A test against the API server of a cluster of its own, whose time stands still.</summary>
internal abstract class ApiTest
{
    protected const string Pods = "/api/v1/namespaces/default/pods";
    protected const string Services = "/api/v1/namespaces/default/services";

    private readonly RecordedLog _log = new();
    private SandboxCluster? _cluster;
    private ApiClient? _client;

    protected FakeClock Clock { get; } = new();

    protected SandboxCluster Cluster => _cluster!;

    protected ApiClient Client => _client!;

    protected virtual int HistoryCapacity => 1000;

    [SetUp]
    public async Task Start()
    {
        _cluster = await SandboxCluster.StartAsync(new SandboxOptions { Clock = Clock, HistoryCapacity = HistoryCapacity, HasNode = false, LoggerFactory = _log }, CancellationToken.None);
        _client = new ApiClient(_cluster);
    }

    [TearDown]
    public async Task Stop()
    {
        _client?.Dispose();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync().AsTask().Within("end of the cluster");
        }

        Assert.That(_log.Errors, Is.Empty, "the cluster did what no cluster should");
    }

    protected static string Pod(string name, string labels = """{"app":"web"}""") =>
        $$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","labels":{{{labels}}} },"spec":{"containers":[{"name":"app","image":"devloop.dev/demo:1"}]}}""";

    protected static string Service(string name, string spec) =>
        $$"""{"apiVersion":"v1","kind":"Service","metadata":{"name":"{{name}}"},"spec":{{spec}} }""";

    protected Task<ApiAnswer> LabelAsync(string pod, string key, string value) =>
        Client.PatchAsync($"{Pods}/{pod}", "application/merge-patch+json", new JsonObject
        {
            ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [key] = value } },
        }.ToJsonString());

    protected async Task CreatePodsAsync(params string[] names)
    {
        foreach (var name in names)
        {
            Assert.That((int)(await Client.PostAsync(Pods, Pod(name))).Status, Is.EqualTo(201));
        }
    }

    protected static JsonNode? At(JsonNode node, params string[] path)
    {
        JsonNode? at = node;
        foreach (var step in path)
        {
            at = at is JsonArray list ? list[int.Parse(step)] : at?[step];
        }

        return at;
    }
}
