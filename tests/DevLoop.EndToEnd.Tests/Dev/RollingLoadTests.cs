using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Dev;

/// <summary>Some 80 requests a second, each on a connection of its own, of which none may fail, whatever becomes of the pods.</summary>
internal sealed class RollingLoadTests : PodLossTest
{
    [Test]
    public async Task No_request_fails_during_a_rolling_restart()
    {
        await StartForwardsAsync();
        await using var gap = new ReadyGap(Api, "web");
        await using var load = LoadOn(Service);
        var before = await PodAsync(Deployment);
        var gone = GoneAsync(before);
        await ApplyAsync(Web("v2"));
        await gone.Within($"end of pod {before}");
        Assert.That(await EndLoadAsync(load, gap), Does.EndWith(" v2"));
    }

    [Test]
    public async Task No_request_fails_while_a_deployment_recreates_its_pods()
    {
        const string Recreate = "strategy: {type: Recreate}";
        await DeleteAsync<Deployment>("web");
        await ApplyAsync(Web(spec: Recreate));
        await StartForwardsAsync();
        await using var gap = new ReadyGap(Api, "web");
        await using var load = LoadOn(Deployment);
        await ApplyAsync(Web("v2", Recreate));
        await WaitsAsync(Deployment, "");
        Assert.That(await EndLoadAsync(load, gap), Does.EndWith(" v2"));
    }

    [Test]
    public async Task No_request_fails_when_all_pods_are_deleted_at_once()
    {
        await ApplyAsync(Web(spec: "replicas: 3"));
        await StartForwardsAsync();
        await using var gap = new ReadyGap(Api, "web");
        await using var load = LoadOn(Service);
        var pods = (await Api.ListAsync<Pod>("default", new ResourceSelector { Label = "app=web" }, CancellationToken.None)).Items;
        await Task.WhenAll(pods.Select(p => DeleteAsync<Pod>(p.Metadata.Name)));
        var last = await EndLoadAsync(load, gap);
        Assert.That(pods.Select(p => p.Metadata.Name), Has.None.EqualTo(last.Split(' ')[0]));
    }

    [Test]
    public async Task No_request_fails_while_a_deployment_is_scaled_to_nothing_and_back()
    {
        await StartForwardsAsync();
        await using var gap = new ReadyGap(Api, "web");
        await using var load = LoadOn(Service);
        await ApplyAsync(Web(spec: "replicas: 0"));
        await WaitsAsync(Service, @"it has no pod \(its selector is app=web\)\.$");
        await ApplyAsync(Web("v2", "replicas: 1"));
        Assert.That(await EndLoadAsync(load, gap), Does.EndWith(" v2"));
    }

    private async Task GoneAsync(string name)
    {
        await foreach (var change in Api.WatchAsync<Pod>("default", new WatchOptions(), CancellationToken.None))
        {
            if (change.Resource is { } pod && pod.Metadata.Name == name && change.Type == WatchEventType.Deleted)
            {
                return;
            }
        }
    }
}
