using DevLoop.EndToEnd.Tests.Program;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.EndToEnd.Tests.Dev;

internal sealed class DiscoveryTests : DevTest
{
    private const string Ports = "{name: http, port: 18080, targetPort: http}";

    [Test]
    public async Task Objects_with_the_label_of_a_run_are_found_whoever_put_it_there_and_no_others()
    {
        await ApplyAsync(
            Manifests.Pod("web-1"),
            Manifests.Service("ours", Ports, labels: "devloop.dev/run-id: run-1"),
            Manifests.Service("skaffolds", Ports, labels: "skaffold.dev/run-id: run-2"),
            Manifests.Service("strange", Ports, labels: "app: web"));
        var run = Start("dev", "--port-forward=services");
        Assert.Multiple(() =>
        {
            Assert.That(async () => await LocalClient.GetAsync(await run.LocalPortAsync("service/ours", 18080)), Does.Contain("web-1"));
            Assert.That(async () => await LocalClient.GetAsync(await run.LocalPortAsync("service/skaffolds", 18080)), Does.Contain("web-1"));
            Assert.That(run.OutLines, Has.Count.EqualTo(2));
        });
    }

    [Test]
    public async Task A_selector_finds_what_it_selects_and_not_what_has_a_label_of_a_run()
    {
        await ApplyAsync(
            Manifests.Pod("web-1"),
            Manifests.Service("ours", Ports, labels: Manifests.OfRun),
            Manifests.Service("front", Ports, labels: "tier: front"),
            Manifests.Service("back", Ports, labels: "tier: back"));
        var run = Start("dev", "--port-forward=services", "-l", "tier in (front, middle)");
        Assert.Multiple(() =>
        {
            Assert.That(async () => await LocalClient.GetAsync(await run.LocalPortAsync("service/front", 18080)), Does.Contain("web-1"));
            Assert.That(run.OutLines, Has.Count.EqualTo(1));
        });
    }

    [TestCase("-n shop --namespace db", "shop db")]
    [TestCase("-n shop,db", "shop db")]
    [TestCase("-n shop", "shop")]
    [TestCase("", "default")]
    [TestCase("-A", "default shop db")]
    [TestCase("--all-namespaces", "default shop db")]
    public async Task Services_are_looked_for_in_the_namespaces_that_are_asked_for(string options, string namespaces)
    {
        await DeployNamespacesAsync();
        var run = Start(["dev", "--port-forward=services", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        foreach (var ns in namespaces.Split(' '))
        {
            Assert.That(await LocalClient.GetAsync(await run.LocalPortAsync("service/web", 18080, ns)), Does.Contain($"web-{ns}"));
        }

        Assert.That(run.OutLines, Has.Count.EqualTo(namespaces.Split(' ').Length));
    }

    [Test]
    public async Task An_item_without_a_namespace_is_passed_over_with_a_warning_when_several_are_meant_and_is_in_the_only_one()
    {
        await DeployNamespacesAsync();
        Project.WriteItems("{resourceType: service, resourceName: web, port: http}", "{resourceType: service, resourceName: web, port: http, namespace: default}");
        var several = Start("dev", "-n", "shop,db");
        await several.LocalPortAsync("service/web", "http");
        var one = Start("dev", "-n", "shop");
        await one.LocalPortAsync("service/web", "http", "shop");
        Assert.Multiple(() =>
        {
            Assert.That(several.ErrorLines.Count(l => l == $"{Project.Configuration}:4:3: warning: service/web:http is not forwarded: it has no namespace, and shop and db are looked in: give it one."), Is.EqualTo(1));
            Assert.That(several.OutLines, Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task What_appears_later_is_forwarded_what_goes_is_released_and_a_service_whose_ports_change_changes_its_forwards()
    {
        await ApplyAsync(Manifests.Pod("web-1"), Manifests.Service("web", Ports, labels: Manifests.OfRun));
        var run = Start("dev", "--port-forward=services");
        var http = await run.LocalPortAsync("service/web", 18080);

        await ApplyAsync(Manifests.Service("later", Ports, labels: Manifests.OfRun));
        Assert.That(await LocalClient.GetAsync(await run.LocalPortAsync("service/later", 18080)), Does.Contain("web-1"));

        await ApplyAsync(Manifests.Service("web", $"{Ports}, {{name: echo, port: 17000, targetPort: echo}}", labels: Manifests.OfRun));
        var echo = await run.LocalPortAsync("service/web", 17000);
        Assert.That(await LocalClient.EchoAsync(echo, "hello"u8.ToArray()), Is.EqualTo("hello"u8.ToArray()));

        await ApplyAsync(Manifests.Service("web", "{name: echo, port: 17000, targetPort: echo}", labels: Manifests.OfRun));
        await run.WaitForAsync($"service/web in namespace default, port 18080, is not forwarded any more: 127.0.0.1:{http} is free.");
        await LocalClient.WaitUntilRefusedAsync(http);

        await DeleteAsync<Service>("web");
        await run.WaitForAsync($"service/web in namespace default, port 17000, is not forwarded any more: 127.0.0.1:{echo} is free.");
        await LocalClient.WaitUntilRefusedAsync(echo);
    }

    [Test]
    public async Task A_pod_is_forwarded_while_it_is_there()
    {
        await ApplyAsync(Manifests.Pod("web-1", labels: Manifests.OfRun));
        var run = Start("dev", "--port-forward=pods");
        await run.LocalPortAsync("pod/web-1", 7000);
        await ApplyAsync(Manifests.Pod("web-2", labels: Manifests.OfRun));
        Assert.That(await LocalClient.GetAsync(await run.LocalPortAsync("pod/web-2", 8080)), Does.Contain("web-2"));
        await DeleteAsync<Pod>("web-1");
        await run.WaitForAsync("pod/web-1 in namespace default, port 7000, is not forwarded any more");
    }

    [Test]
    public async Task A_debugger_finds_the_next_pod_of_a_deployment_on_the_same_local_port()
    {
        await ApplyAsync(Debugged("v1"));
        var run = Start("debug", "--port-forward=debug", "-l", "app=web");
        var port = await run.LocalPortAsync("deployment/web", 8080);
        Assert.That(await LocalClient.GetAsync(port), Does.Contain(" v1"));

        await ApplyAsync(Debugged("v2"));
        await run.WaitForAsync("deployment/web in namespace default goes to pod ");
        Assert.Multiple(() =>
        {
            Assert.That(async () => await LocalClient.GetAsync(port), Does.Contain(" v2"));
            Assert.That(run.OutLines, Has.Count.EqualTo(1));
        });

        static string Debugged(string version)
        {
            var workload = Manifests.Workload("Deployment", "web", container: Manifests.Container($"env: [{{name: VERSION, value: {version}}}]"));
            return workload.Replace(
                "template: {metadata: {",
                "template: {metadata: {annotations: {debug.cloud.google.com/config: '{\"app\":{\"ports\":{\"dlv\":8080}}}'}, ",
                StringComparison.Ordinal);
        }
    }

    [Test]
    public async Task Debug_ports_that_cannot_be_read_are_said_once_and_move_no_cursor()
    {
        await ApplyAsync(
            Manifests.Pod("bad", labels: Manifests.OfRun, metadata: "annotations: {debug.cloud.google.com/config: '['}"),
            Manifests.Pod("wrong", labels: Manifests.OfRun, metadata: "annotations: {debug.cloud.google.com/config: '{\"app\":{\"ports\":{\"\\u001b[2J\":1}}}'}"),
            Manifests.Pod("good", labels: Manifests.OfRun, metadata: "annotations: {debug.cloud.google.com/config: '{\"app\":{\"ports\":{\"dlv\":7000}}}'}"));
        var run = Start("debug", "--port-forward=debug");
        Assert.That(await LocalClient.EchoAsync(await run.LocalPortAsync("pod/good", 7000), "x"u8.ToArray()), Is.EqualTo("x"u8.ToArray()));
        await run.WaitForAsync("pod 'bad' in namespace 'default' are not forwarded");
        await run.WaitForAsync("of pod 'wrong' in namespace 'default' is not forwarded: container 'app' declares no TCP port 1.");
        Assert.Multiple(() =>
        {
            Assert.That(run.News, Has.Count.EqualTo(2).And.All.StartsWith("warning: "));
            Assert.That(run.ErrorLines.SelectMany(l => l).Any(char.IsControl), Is.False);
        });
    }

    private async Task DeployNamespacesAsync()
    {
        await ApplyAsync(Manifests.Namespace("shop"), Manifests.Namespace("db"));
        foreach (var ns in (string[])["default", "shop", "db"])
        {
            await ApplyAsync(
                Manifests.Pod($"web-{ns}", metadata: $"namespace: {ns}"),
                Manifests.Service("web", Ports, metadata: $"namespace: {ns}", labels: Manifests.OfRun));
        }
    }
}
