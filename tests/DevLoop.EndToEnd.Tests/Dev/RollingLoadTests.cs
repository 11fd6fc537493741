using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Dev;

/// <summary>
/// 100 requests a second to a Service, each on a connection of its own, of which none may fail, whatever becomes of its pods. These
/// end as programs do that lose nobody's requests: they go on for a while once they are asked to terminate. A request that a program
/// has taken and drops is lost, whoever forwards it.
/// </summary>
internal sealed class RollingLoadTests : DevTest
{
    private const string Recreate = "strategy: {type: Recreate}";
    private const string Service = "service/web";

    private DevRun _run = null!;

    [Test]
    public async Task No_request_fails_during_a_rolling_restart()
    {
        await using var load = await StartAsync(Web());
        await using var gap = new ReadyGap(Api, "web");
        var gone = FirstGoneAsync();
        await ApplyAsync(Web("v2"));
        await gone.Within("end of the first pod");
        Assert.That(await EndLoadAsync(load, gap, _run), Does.EndWith(" v2"));
    }

    [Test]
    public async Task No_request_fails_while_a_deployment_recreates_its_pods()
    {
        await using var load = await StartAsync(Web(spec: Recreate));
        await using var gap = new ReadyGap(Api, "web");
        var gone = FirstGoneAsync();
        await ApplyAsync(Web("v2", Recreate));
        await gone.Within("end of the first pod");
        Assert.That(await EndLoadAsync(load, gap, _run), Does.EndWith(" v2"));
    }

    [Test]
    public async Task No_request_fails_when_all_pods_are_deleted_at_once()
    {
        await using var load = await StartAsync(Web(spec: "replicas: 3"));
        await using var gap = new ReadyGap(Api, "web");
        var pods = (await Api.ListAsync<Pod>("default", new ResourceSelector { Label = "app=web" }, CancellationToken.None)).Items.Select(p => p.Metadata.Name).ToList();
        await Task.WhenAll(pods.Select(p => DeleteAsync<Pod>(p)));
        Assert.That(pods, Has.None.EqualTo((await EndLoadAsync(load, gap, _run)).Split(' ')[0]));
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
        Assert.That(await EndLoadAsync(load, gap, _run), Does.EndWith(" v2"));
    }

    private static string Web(string version = "v1", string spec = "") => Manifests.Workload(
        "Deployment",
        "web",
        spec,
        Manifests.Container($"env: [{{name: VERSION, value: {version}}}, {{name: STOP_DELAY, value: 2s}}], readinessProbe: {{httpGet: {{path: /healthz, port: http}}, periodSeconds: 1, failureThreshold: 1}}"),
        gracePeriod: 20);

    /// <summary>Deploys and forwards it, and begins the load once there is a pod.</summary>
    private async Task<SteadyLoad> StartAsync(string deployment)
    {
        await ApplyAsync(deployment, Manifests.Service("web"));
        Project.WriteItems("{resourceType: service, resourceName: web, port: http}");
        _run = Start("dev");
        var port = await _run.LocalPortAsync(Service, "http");
        await SteadyLoad.WarmUpAsync(port);
        return new SteadyLoad(port);
    }

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
