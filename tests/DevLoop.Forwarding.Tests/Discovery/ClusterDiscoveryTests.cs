using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Discovery;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests.Discovery;

internal sealed class ClusterDiscoveryTests
{
    private const string NoServices =
        "! Services are not forwarded: list on services in namespace 'default' is forbidden; ask for a role with the verb 'list' on 'services'.";

    private int _version = 1;

    [Test]
    public async Task What_appears_later_is_told_and_what_goes_and_which_ports_change()
    {
        await using var scene = new DiscoveryScene();
        scene.Start(ForwardModes.Services);

        scene.Api.Happens("default/services", "ADDED", Service("web", 80));
        Assert.That(await scene.ToldAsync(), Is.EqualTo("service/web:80"));
        scene.Api.Happens("default/services", "ADDED", Service("api", 8080));
        Assert.That(await scene.ToldAsync(), Is.EqualTo("service/api:8080 service/web:80"));
        scene.Api.Happens("default/services", "MODIFIED", Service("web", 81, 82));
        Assert.That(await scene.ToldAsync(), Is.EqualTo("service/api:8080 service/web:81 service/web:82"));
        scene.Api.Happens("default/services", "DELETED", Service("api", 8080));
        Assert.That(await scene.ToldAsync(), Is.EqualTo("service/web:81 service/web:82"));
        scene.Api.Happens("default/services", "DELETED", Service("web", 81, 82));
        Assert.That(await scene.ToldAsync(), Is.Empty);
    }

    [Test]
    public async Task What_changes_nothing_is_not_told()
    {
        await using var scene = new DiscoveryScene();
        scene.Api.Put("default/pods", Pod("a", 8080));
        scene.Start(ForwardModes.Pods);
        Assert.That(await scene.ToldAsync(), Is.EqualTo("pod/a:8080"));

        scene.Api.Happens("default/pods", "MODIFIED", Pod("a", 8080));
        scene.Api.Happens("default/pods", "ADDED", Pod("other", 8080).Replace("run-id", "no-id", StringComparison.Ordinal));
        scene.Api.Happens("default/pods", "ADDED", Pod("b", 8080));
        Assert.That(await scene.ToldAsync(), Is.EqualTo("pod/a:8080 pod/b:8080"));
        scene.Api.Happens("default/pods", "MODIFIED", Pod("a", 8080).Replace("Running", "Succeeded", StringComparison.Ordinal));
        Assert.That(await scene.ToldAsync(), Is.EqualTo("pod/b:8080"));
    }

    [Test]
    public async Task Nothing_is_told_before_each_place_was_looked_in_so_that_services_claim_their_ports_first()
    {
        await using var scene = new DiscoveryScene();
        var gate = new TaskCompletionSource();
        scene.Api.Put("default/services", Service("web", 8080));
        scene.Api.Put("default/pods", Pod("a", 8080));
        scene.Api.Hold("default/services", gate.Task);
        scene.Start(ForwardModes.Services | ForwardModes.Pods);

        await scene.Api.WatchedAsync("default/pods");
        scene.Api.Happens("default/pods", "ADDED", Pod("b", 8080));
        gate.SetResult();

        var told = await scene.ToldAsync();
        Assert.That(told == "service/web:8080 pod/a:8080" ? await scene.ToldAsync() : told, Is.EqualTo("service/web:8080 pod/a:8080 pod/b:8080"));
    }

    [Test]
    public async Task A_list_that_is_forbidden_is_said_once_and_hurts_nothing_else_and_may_be_allowed_later()
    {
        await using var scene = new DiscoveryScene();
        scene.Api.Put("default/services", Service("web", 80));
        scene.Api.Put("default/pods", Pod("a", 8080));
        scene.Api.Forbid("list", "default/services");
        scene.Start(ForwardModes.Services | ForwardModes.Pods);

        Assert.That(await scene.ToldAsync(), Is.EqualTo(NoServices));
        Assert.That(await scene.ToldAsync(), Is.EqualTo("pod/a:8080"));
        scene.Api.Allow("list", "default/services");
        Assert.That(await scene.ToldAsync(), Is.EqualTo("service/web:80 pod/a:8080"));
    }

    [Test]
    public async Task A_watch_that_is_forbidden_is_said_once_and_the_list_forwarded()
    {
        await using var scene = new DiscoveryScene();
        scene.Api.Put("default/services", Service("web", 80));
        scene.Api.Forbid("watch", "default/services");
        scene.Start(ForwardModes.Services);

        Assert.That(
            new[] { await scene.ToldAsync(), await scene.ToldAsync() },
            Is.EquivalentTo(new[]
            {
                "service/web:80",
                "! Services are forwarded and released some seconds late: watch on services in namespace 'default' is forbidden; ask for a role with the verb 'watch' on 'services'.",
            }));
    }

    [TestCase(ForwardModes.Pods, "Ports of pods")]
    [TestCase(ForwardModes.Debug, "Debug ports")]
    [TestCase(ForwardModes.Pods | ForwardModes.Debug, "Ports of pods")]
    public async Task Who_may_not_list_in_all_namespaces_learns_what_that_costs_and_what_to_do(ForwardModes modes, string what)
    {
        await using var scene = new DiscoveryScene();
        scene.Api.Forbid("list", "pods");
        scene.Start(modes, null, null);

        Assert.That(await scene.ToldAsync(), Is.EqualTo(
            $"! {what} are not forwarded: list on pods in all namespaces is forbidden; ask for a role with the verb 'list' on 'pods', or give the namespaces that you may look in (--namespace)."));
    }

    private static IEnumerable<TestCaseData> Places()
    {
        yield return Case(ForwardModes.User | ForwardModes.Services, ["default"], "default/services");
        yield return Case(ForwardModes.Pods, ["default"], "default/pods");
        yield return Case(ForwardModes.Debug, ["default"], "default/pods");
        yield return Case(ForwardModes.Services | ForwardModes.Pods | ForwardModes.Debug, ["a", "b", "a"], "a/pods", "a/services", "b/pods", "b/services");
        yield return Case(ForwardModes.Services | ForwardModes.Debug, null, "pods", "services");

        static TestCaseData Case(ForwardModes modes, string[]? namespaces, params string[] places) => new TestCaseData(modes, namespaces, places)
            .SetArgDisplayNames($"{modes}", namespaces is null ? "all" : string.Join(' ', namespaces), string.Join(' ', places));
    }

    [TestCaseSource(nameof(Places))]
    public async Task Only_the_kinds_and_namespaces_that_are_needed_are_followed(ForwardModes modes, string[]? namespaces, string[] places)
    {
        await using var scene = new DiscoveryScene();
        scene.Start(modes, RunSelector.Parse("app=web"), namespaces);

        foreach (var place in places)
        {
            await scene.Api.WatchedAsync(place);
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(scene.Api.Requests.Select(ScriptedCluster.PlaceOf).Distinct().Order(StringComparer.Ordinal), Is.EqualTo(places));
            Assert.That(scene.Api.Requests.Select(r => r.Query("labelSelector")), Has.All.EqualTo("app=web"));
        }
    }

    [Test]
    public async Task The_entries_of_several_namespaces_are_told_together()
    {
        await using var scene = new DiscoveryScene();
        scene.Api.Put("b/services", Service("web", 80).Replace("default", "b", StringComparison.Ordinal));
        scene.Api.Put("a/services", Service("web", 80).Replace("default", "a", StringComparison.Ordinal));
        scene.Start(ForwardModes.Services, null, "b", "a", "not-there-yet");

        Assert.That(await scene.ToldAsync(), Is.EqualTo("a/service/web:80 b/service/web:80"));
    }

    [Test]
    public async Task A_pod_whose_debug_ports_cannot_be_read_is_told_once()
    {
        await using var scene = new DiscoveryScene();
        scene.Api.Put("default/pods", Pod("bad", 5005, "{"));
        scene.Start(ForwardModes.Debug);
        Assert.That(await scene.ToldAsync(), Does.StartWith("! The debug ports of pod 'bad' in namespace 'default' are not forwarded"));

        scene.Api.Happens("default/pods", "MODIFIED", Pod("bad", 5005, "{"));
        scene.Api.Happens("default/pods", "ADDED", Pod("good", 5005, """{\"app\":{\"ports\":{\"jdwp\":5005}}}"""));
        Assert.That(await scene.ToldAsync(), Is.EqualTo("pod/good:5005"));
    }

    [Test]
    public async Task That_it_cannot_go_on_is_told_by_its_completion_alone()
    {
        await using var scene = new DiscoveryScene();
        var discovery = scene.Start(ForwardModes.Services, null, "no/namespace");

        Assert.That(async () => await discovery.Completion.Within("end"), Throws.ArgumentException);
        await discovery.DisposeAsync();
    }

    private string Service(string name, params int[] ports)
    {
        var all = string.Join(',', ports.Select(p => $"{{\"port\":{p}}}"));
        return $$$"""{"metadata":{{{Metadata(name, "")}}},"spec":{"ports":[{{{all}}}]}}""";
    }

    private string Pod(string name, int port, string debug = "")
    {
        var annotations = debug.Length == 0 ? "" : $"\"debug.cloud.google.com/config\":\"{debug}\"";
        var spec = $$$"""{"containers":[{"name":"app","ports":[{"containerPort":{{{port}}}}]}]}""";
        return $$$"""{"metadata":{{{Metadata(name, annotations)}}},"spec":{{{spec}}},"status":{"phase":"Running"}}""";
    }

    /// <summary>Of an object of this run in its newest version.</summary>
    private string Metadata(string name, string annotations)
    {
        var labels = """{"devloop.dev/run-id":"1"}""";
        return $$$"""{"name":"{{{name}}}","namespace":"default","uid":"{{{name}}}","resourceVersion":"{{{++_version}}}","labels":{{{labels}}},"annotations":{ {{{annotations}}} }}""";
    }
}
