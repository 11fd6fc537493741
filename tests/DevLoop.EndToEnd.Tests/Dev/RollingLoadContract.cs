using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Dev;

/// <summary>
/// 100 requests a second to a Service, each on a connection of its own, of which none may fail, whatever becomes of its pods. These
/// end as programs do that lose nobody's requests: they go on for a while once they are asked to terminate. A request that a program
/// has taken and drops is lost, whoever forwards it.
/// </summary>
internal abstract class RollingLoadContract : DevTest
{
    private const string Recreate = "strategy: {type: Recreate}";
    private const string Service = "service/web";

    /// <summary>More of the specification of the pods, such as the node that they run on.</summary>
    protected virtual string PodSpec => "";

    /// <summary>Options of the program.</summary>
    protected virtual string[] ProgramOptions => [];

    /// <summary>The program, from <see cref="ForwardAsync"/> on.</summary>
    protected DevRun? Run { get; private set; }

    [Test]
    public async Task No_request_fails_during_a_rolling_restart()
    {
        await using var load = await StartAsync(Web());
        await using var gap = new ReadyGap(Api, "web");
        var gone = FirstGoneAsync();
        await ApplyAsync(Web("v2"));
        await gone.Within("end of the first pod");
        Assert.That(await EndLoadAsync(load, gap, Run!), Does.EndWith(" v2"));
    }

    [Test]
    public async Task No_request_fails_while_a_deployment_recreates_its_pods()
    {
        await using var load = await StartAsync(Web(spec: Recreate));
        await using var gap = new ReadyGap(Api, "web");
        var gone = FirstGoneAsync();
        await ApplyAsync(Web("v2", Recreate));
        await gone.Within("end of the first pod");
        Assert.That(await EndLoadAsync(load, gap, Run!), Does.EndWith(" v2"));
    }

    [Test]
    public async Task No_request_fails_when_all_pods_are_deleted_at_once()
    {
        await using var load = await StartAsync(Web(spec: "replicas: 3"));
        await using var gap = new ReadyGap(Api, "web");
        var pods = (await Api.ListAsync<Pod>("default", new ResourceSelector { Label = "app=web" }, CancellationToken.None)).Items.Select(p => p.Metadata.Name).ToList();
        await Task.WhenAll(pods.Select(p => DeleteAsync<Pod>(p)));
        Assert.That(pods, Has.None.EqualTo((await EndLoadAsync(load, gap, Run!)).Split(' ')[0]));
    }

    [Test]
    public async Task No_request_fails_while_a_deployment_is_scaled_to_nothing_and_back()
    {
        await using var load = await StartAsync(Web());
        await using var gap = new ReadyGap(Api, "web");
        var gone = FirstGoneAsync();
        await ApplyAsync(Web(spec: "replicas: 0"));
        await gone.Within("end of the first pod");
        await ApplyAsync(Web("v2", "replicas: 1"));
        Assert.That(await EndLoadAsync(load, gap, Run!), Does.EndWith(" v2"));
    }

    protected string Web(string version = "v1", string spec = "") => Manifests.Workload(
        "Deployment",
        "web",
        spec,
        Manifests.Container($"env: [{{name: VERSION, value: {version}}}, {{name: STOP_DELAY, value: 2s}}], readinessProbe: {{httpGet: {{path: /healthz, port: http}}, periodSeconds: 1, failureThreshold: 1}}"),
        gracePeriod: 20,
        podSpec: PodSpec);

    /// <summary>Deploys and forwards it, and gives the local port once there is a pod and the program is warm.</summary>
    protected async Task<int> ForwardAsync(string deployment)
    {
        await ApplyAsync(deployment, Manifests.Service("web"));
        Project.WriteItems("{resourceType: service, resourceName: web, port: http}");
        Run = Start(["dev", .. ProgramOptions]);
        var port = await Run.LocalPortAsync(Service, "http");
        await SteadyLoad.WarmUpAsync(port);
        return port;
    }

    private async Task<SteadyLoad> StartAsync(string deployment) => new(await ForwardAsync(deployment));

    private async Task FirstGoneAsync()
    {
        await foreach (var change in Api.WatchAsync<Pod>("default", new WatchOptions(), CancellationToken.None))
        {
            if (change.Type == WatchEventType.Deleted)
            {
                return;
            }
        }
    }
}
