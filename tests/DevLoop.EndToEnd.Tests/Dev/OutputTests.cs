using System.Text.Json.Nodes;
using DevLoop.EndToEnd.Tests.Program;
using DevLoop.Kubernetes.Resources;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Dev;

internal sealed class OutputTests : DevTest
{
    private const string Web = "{resourceType: service, resourceName: web, port: http}";
    private const string Echo = "{resourceType: service, resourceName: web, port: 7000}";

    [Test]
    public async Task A_forward_is_told_as_Skaffold_does_and_a_change_of_the_pod_once_for_all_ports()
    {
        await ApplyAsync(Manifests.Pod("web-1"), Manifests.Service("web"));
        await PodBecomesAsync("web-1", p => p.IsReady);
        Project.WriteItems(Web, Echo);
        var run = Start("dev");
        var (http, echo) = (await run.LocalPortAsync("service/web", "http"), await run.LocalPortAsync("service/web", 7000));
        await ApplyAsync(Manifests.Pod("web-2"));
        await PodBecomesAsync("web-2", p => p.IsReady);
        await DeleteAsync<Pod>("web-1");
        await run.WaitForAsync("goes to pod web-2 now");
        await run.StopAsync();
        Assert.Multiple(() =>
        {
            Assert.That(run.OutLines, Is.EquivalentTo(
            [
                $"Port forwarding service/web in namespace default, remote port http -> http://127.0.0.1:{http}",
                $"Port forwarding service/web in namespace default, remote port 7000 -> http://127.0.0.1:{echo}",
            ]));
            Assert.That(
                run.News,
                Is.SubsetOf(["service/web in namespace default waits: no pod is ready: pod web-1 is being deleted.", "service/web in namespace default goes to pod web-2 now."]).And.Unique);
        });
    }

    [TestCase("deployment/none", null, "there is no such deployment")]
    [TestCase("service/web", null, "there is no such service")]
    [TestCase("deployment/web", "replicas: 0", "it has 0 replicas")]
    [TestCase("deployment/web", "{name: app, image: 'example.com/none:1'}", @"no pod is ready: pod web-\S+ is pending \((ErrImagePull|ImagePullBackOff): .*example.com/none:1.*\)")]
    [TestCase("deployment/web", "CRASH_AFTER", @"no pod is ready: pod web-\S+ crashes \(container app, \d restarts?, last exit code 1 \(Error\)\)")]
    [TestCase("deployment/web", "{name: app, image: devloop.dev/demo, readinessProbe: {periodSeconds: 1, httpGet: {path: /none, port: 8080}}}", @"no pod is ready: pod web-\S+ is not ready \(ContainersNotReady: containers with unready status: \[app\]\)")]
    [TestCase("pod/web", "nodeSelector: {disk: ssd}", @"it is pending \(Unschedulable: 0/1 nodes are available: 1 node\(s\) didn't match Pod's node affinity/selector\.\)")]
    public async Task What_a_forward_waits_for_is_said_with_its_reason(string resource, string? what, string reason)
    {
        if (what is not null)
        {
            await ApplyAsync(Broken(what));
        }

        Project.WriteItems($"{{resourceType: {resource.Split('/')[0]}, resourceName: {resource.Split('/')[1]}, port: 8080, localPort: 28181}}");
        var run = Start("dev");
        await run.WaitForMatchAsync($"^{resource} in namespace default waits: {reason}\\.$");
        Assert.Multiple(() =>
        {
            Assert.That(run.OutLines, Is.Empty);
            Assert.That(run.News, Is.Unique);
        });
    }

    [Test]
    public async Task What_was_waited_for_is_forwarded_once_it_is_there_and_connections_made_before_get_through()
    {
        Project.WriteItems("{resourceType: deployment, resourceName: web, port: echo, localPort: 28282}");
        await ApplyAsync(Manifests.Workload("Deployment", "web", "replicas: 0"));
        var run = Start("dev", "-o", "json");
        var bound = await run.WaitForAsync("\"event\":\"bound\"");
        await run.WaitForAsync("deployment/web in namespace default waits: it has 0 replicas.");
        var early = LocalClient.EchoAsync((int)JsonNode.Parse(bound)!["localPort"]!, "early"u8.ToArray());
        await ApplyAsync(Manifests.Workload("Deployment", "web", "replicas: 1"));
        Assert.That(await early.Within("echo"), Is.EqualTo("early"u8.ToArray()));
    }

    [Test]
    public async Task As_JSON_every_line_of_stdout_is_an_event_and_people_s_text_is_on_stderr()
    {
        using var taken = new LoopbackPort();
        await ApplyAsync(Manifests.Service("web", labels: Manifests.OfRun));
        Project.WriteItems($"{{resourceType: service, resourceName: web, port: http, localPort: {taken.Number}}}");
        var run = Start("dev", "--port-forward", "-o", "json");
        await run.WaitForAsync("service/web in namespace default waits: ");
        await ApplyAsync(Manifests.Pod("web-1"));
        var http = await run.LocalPortAsync("service/web", "http");
        await run.LocalPortAsync("service/web", 7000);
        await run.StopAsync();

        var events = run.OutLines.Select(l => JsonNode.Parse(l)!.AsObject()).ToList();
        var user = events.Where(e => (string?)e["origin"] == "user").ToList();
        Assert.Multiple(() =>
        {
            Assert.That(user.Select(e => (string?)e["event"]).Distinct(), Is.EquivalentTo(["bound", "waiting", "active", "released"]));
            Assert.That(user[^1].ToJsonString(), Does.Match(
                $$"""^\{"event":"released","time":"\d{4}-\d\d-\d\dT[^"]+","origin":"user","resourceType":"service","resourceName":"web","namespace":"default","port":"http","localAddress":"127.0.0.1","localPort":{{http}}\}$"""));
            Assert.That((string?)user.Single(e => (string?)e["event"] == "bound")["why"], Does.StartWith($"Local port {taken.Number} on 127.0.0.1 is taken by another program"));
            var active = user.Single(e => (string?)e["event"] == "active");
            Assert.That((string?)active["podName"], Is.EqualTo("web-1"));
            Assert.That((int?)active["containerPort"], Is.EqualTo(8080));
            Assert.That(events.Where(e => (string?)e["origin"] == "services").Select(e => ((int)e["port"]!, (string?)e["portName"])).Distinct(), Is.EqualTo([(7000, "echo")]));
            Assert.That(run.ErrorLines, Has.Some.StartsWith("Port forwarding service/web").And.Some.StartsWith("warning: Local port"));
        });
    }

    [Test]
    public async Task A_connection_that_fails_is_said_with_its_reason_and_hurts_no_other_forward()
    {
        await ApplyAsync(Manifests.Pod("web-1"));
        Project.WriteItems("{resourceType: pod, resourceName: web-1, port: 9999}", "{resourceType: pod, resourceName: web-1, port: echo}");
        var run = Start("dev");
        var (nothing, echo) = (await run.LocalPortAsync("pod/web-1", 9999), await run.LocalPortAsync("pod/web-1", "echo"));
        await LocalClient.ConnectToEndAsync(nothing);
        await LocalClient.ConnectToEndAsync(nothing);
        var line = await run.WaitForAsync($"A connection to 127.0.0.1:{nothing} (pod/web-1 in namespace default) failed: ");
        Assert.Multiple(() =>
        {
            Assert.That(line, Does.Contain("9999").And.Contains("refused"));
            Assert.That(async () => await LocalClient.EchoAsync(echo, "x"u8.ToArray()), Is.EqualTo("x"u8.ToArray()));
            Assert.That(run.ErrorLines.Count(l => l.StartsWith("A connection", StringComparison.Ordinal)), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Ports_of_a_resource_that_differ_are_told_apart_and_a_rollout_repeats_nothing()
    {
        await ApplyAsync(Version("v1"));
        Project.WriteItems("{resourceType: deployment, resourceName: web, port: http}", "{resourceType: deployment, resourceName: web, port: other}");
        var run = Start("dev");
        await run.LocalPortAsync("deployment/web", "http");
        await run.WaitForMatchAsync(@"^deployment/web in namespace default, port other, waits: pod web-\S+ has no port named 'other'; it has http, echo\.$");
        foreach (var version in (string[])["v2", "v3"])
        {
            var known = run.News.Count;
            await ApplyAsync(Version(version));
            await run.WaitForAsync("deployment/web in namespace default, port http, goes to pod ", count: version == "v2" ? 1 : 2);
            Assert.That(run.News.Skip(known), Has.All.Contains(", port "), $"{run}");
        }

        await run.StopAsync();
        Assert.That(run.News.Count(l => l.Contains("no port named", StringComparison.Ordinal)), Is.EqualTo(1), $"{run}");

        static string Version(string version) => Manifests.Workload("Deployment", "web", container: Manifests.Container($"env: [{{name: VERSION, value: {version}}}]"));
    }

    [Test]
    public async Task Words_of_the_cluster_and_of_files_move_no_cursor()
    {
        await ApplyAsync(Manifests.Workload("Deployment", "web", container: "{name: app, image: \"a\\e[2J\\u202eb\"}"));
        Project.WriteItems("{resourceType: deployment, resourceName: web, port: 8080, localPort: 28383}");
        var run = Start("dev", "-v");
        await run.WaitForMatchAsync(@"^deployment/web in namespace default waits: .*(ErrImagePull|ImagePullBackOff|InvalidImageName)");
        Project.WriteItems("{resourceType: \"\\e]0;x\\a\", resourceName: web, port: 1}");
        await run.WaitForAsync("is not a resourceType that can be forwarded to");
        Assert.That(run.OutLines.Concat(run.ErrorLines).SelectMany(l => l).Where(c => char.IsControl(c) || c == '\u202e'), Is.Empty);
    }

    [Test]
    public async Task The_log_file_has_what_happened_and_the_terminal_has_it_with_v()
    {
        await ApplyAsync(Manifests.Pod("web-1"));
        await PodBecomesAsync("web-1", p => p.IsReady);
        Project.WriteItems("{resourceType: pod, resourceName: web-1, port: 9999}");
        var log = Path.Combine(Project.Folder, "devloop.log");
        var run = Start("dev", "--log-file", log);
        await LocalClient.ConnectToEndAsync(await run.LocalPortAsync("pod/web-1", 9999));
        await run.WaitForAsync("A connection to");
        await run.StopAsync();
        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllText(log), Does.Contain("default/pod/web-1:9999").And.Contains("refused"));
            Assert.That(File.ReadAllText(log), Does.Not.Contain(Cluster.Token));
            Assert.That(run.News, Has.Count.EqualTo(1).And.All.StartsWith("A connection to"));
        });
    }

    private static string Broken(string what) => what switch
    {
        "replicas: 0" => Manifests.Workload("Deployment", "web", what),
        "CRASH_AFTER" => Manifests.Workload("Deployment", "web", container: "{name: app, image: devloop.dev/demo, env: [{name: CRASH_AFTER, value: 10ms}], readinessProbe: {initialDelaySeconds: 60, httpGet: {path: /, port: 8080}}}"),
        ['n', 'o', 'd', 'e', ..] => $"{{apiVersion: v1, kind: Pod, metadata: {{name: web}}, spec: {{{what}, containers: [{Manifests.Container()}]}}}}",
        _ => Manifests.Workload("Deployment", "web", container: what),
    };
}
