using System.Net;
using DevLoop.EndToEnd.Tests.Program;
using DevLoop.Kubernetes.Resources;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Dev;

internal sealed class LocalPortTests : DevTest
{
    [SetUp]
    public Task Deploy() => ApplyAsync(Manifests.Pod("web-1"), Manifests.Service("web"), Manifests.Service("low", "{name: a, port: 911, targetPort: echo}, {name: b, port: 912, targetPort: echo}", labels: Manifests.OfRun));

    [Test]
    public async Task A_port_that_another_program_has_is_moved_and_that_is_said_once()
    {
        using var taken = new LoopbackPort();
        Project.WriteItems($"{{resourceType: service, resourceName: web, port: echo, localPort: {taken.Number}}}");
        var run = Start("dev");
        var port = await run.LocalPortAsync("service/web", "echo");
        var moved = $"warning: Local port {taken.Number} on 127.0.0.1 is taken by another program: port echo of service/web in namespace default is forwarded from local port {port} instead.";
        Assert.That(await LocalClient.EchoAsync(port, "x"u8.ToArray()), Is.EqualTo("x"u8.ToArray()));

        await ApplyAsync(Manifests.Pod("web-2"));
        await DeleteAsync<Pod>("web-1");
        await run.WaitForAsync("goes to pod web-2 now");
        Assert.Multiple(() =>
        {
            Assert.That(port, Is.Not.EqualTo(taken.Number));
            Assert.That(run.ErrorLines.Where(l => l.Contains("Local port", StringComparison.Ordinal)), Is.EqualTo([moved]));
        });
    }

    [Test]
    public async Task A_system_port_is_taken_only_for_who_asks_for_it_and_whether_this_user_may_is_said()
    {
        Project.WriteItems("{resourceType: service, resourceName: low, port: 911}");
        var run = Start("dev", "--port-forward");
        var (asked, found) = (await run.LocalPortAsync("service/low", 911), await run.LocalPortAsync("service/low", 912));
        Assert.Multiple(() =>
        {
            Assert.That(found, Is.GreaterThanOrEqualTo(1024));
            Assert.That(
                asked == 911 || run.ErrorLines.Any(l => l.StartsWith("warning: Local port 911 on 127.0.0.1 is a system port that this user may not bind", StringComparison.Ordinal)),
                $"{run}");
        });
    }

    [Test]
    public async Task Strict_ports_fail_all_at_once_before_anything_is_forwarded()
    {
        using var first = new LoopbackPort();
        using var second = new LoopbackPort();
        Project.WriteItems(
            $"{{resourceType: service, resourceName: web, port: echo, localPort: {first.Number}}}",
            "{resourceType: service, resourceName: web, port: http}",
            $"{{resourceType: pod, resourceName: web-1, port: 8080, localPort: {second.Number}}}");
        var run = Start("dev", "--strict-ports");
        const string Rule = "may have no other with --strict-ports: stop that program, or give the entry another local port.";
        Assert.Multiple(() =>
        {
            Assert.That(async () => await run.EndAsync(), Is.EqualTo(8));
            Assert.That(run.ErrorLines, Is.EqualTo(
            [
                $"error: Local port {first.Number} on 127.0.0.1 is taken by another program, and port echo of service/web in namespace default {Rule}",
                $"error: Local port {second.Number} on 127.0.0.1 is taken by another program, and port 8080 of pod/web-1 in namespace default {Rule}",
            ]));
            Assert.That(run.OutLines, Is.Empty);
        });
    }

    [Test]
    [Platform("Linux", Reason = "Only Linux has all of 127/8: an address of the test's own, so that nobody takes its port in between.")]
    public async Task The_same_entry_gets_the_same_port_in_the_next_run()
    {
        const string Address = "127.0.77.10";
        using var taken = new LoopbackPort(Address);
        Project.WriteItems(
            $"{{resourceType: service, resourceName: web, port: echo, address: {Address}, localPort: {taken.Number}}}",
            $"{{resourceType: pod, resourceName: web-1, port: http, address: {Address}}}",
            $"{{resourceType: service, resourceName: web, port: http, address: {Address}}}");
        var first = Start("dev");
        var echo = await first.LocalAsync("service/web", "echo");
        var (pod, service) = (await first.LocalAsync("pod/web-1", "http"), await first.LocalAsync("service/web", "http"));
        await first.StopAsync();

        // Another one comes before them, and would like what they had.
        Project.WriteItems(
            $"{{resourceType: pod, resourceName: web-1, port: echo, address: {Address}, localPort: {taken.Number}}}",
            $"{{resourceType: service, resourceName: web, port: echo, address: {Address}, localPort: {taken.Number}}}",
            $"{{resourceType: service, resourceName: web, port: http, address: {Address}}}",
            $"{{resourceType: pod, resourceName: web-1, port: http, address: {Address}}}");
        var second = Start("dev");
        Assert.Multiple(() =>
        {
            Assert.That(async () => await second.LocalAsync("service/web", "echo"), Is.EqualTo(echo));
            Assert.That(async () => await second.LocalAsync("pod/web-1", "http"), Is.EqualTo(pod));
            Assert.That(async () => await second.LocalAsync("service/web", "http"), Is.EqualTo(service));
            Assert.That(echo.Address, Is.EqualTo(IPAddress.Parse(Address)));
        });
    }

    [Test]
    public async Task Two_devloops_on_the_same_file_share_no_port_and_the_second_one_says_why_it_moves()
    {
        Project.WriteItems("{resourceType: service, resourceName: web, port: echo}", "{resourceType: pod, resourceName: web-1, port: http, localPort: 28080}");
        var first = Start("dev");
        var ports = new HashSet<int> { await first.LocalPortAsync("service/web", "echo"), await first.LocalPortAsync("pod/web-1", "http") };
        var second = Start("dev");
        var (echo, http) = (await second.LocalPortAsync("service/web", "echo"), await second.LocalPortAsync("pod/web-1", "http"));
        ports.UnionWith([echo, http]);
        Assert.Multiple(() =>
        {
            Assert.That(ports, Has.Count.EqualTo(4));
            Assert.That(second.ErrorLines, Has.Some.StartsWith($"warning: Another devloop (process {Environment.ProcessId}) runs for this project and keeps its local ports"));
            Assert.That(second.ErrorLines, Has.Some.StartsWith("warning: Local port 28080 on 127.0.0.1 is taken by another program: port http of pod/web-1"));
            Assert.That(first.ErrorLines, Has.None.Contains("Another devloop"));
            Assert.That(async () => await LocalClient.GetAsync(http), Does.Contain("web-1"));
            Assert.That(async () => await LocalClient.EchoAsync(echo, "x"u8.ToArray()), Is.EqualTo("x"u8.ToArray()));
        });
    }
}
