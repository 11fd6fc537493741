using System.Net.Sockets;
using System.Text.RegularExpressions;
using DevLoop.Cli.Hosting;
using DevLoop.Sandbox.Hosting;
using DevLoop.Testing;

namespace DevLoop.Cli.Tests.Commands;

/// <summary>The command against the sandbox, in this process.</summary>
internal sealed partial class PortForwardCommandTests
{
    private const string Pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: web, labels: {app: web}}
        spec: {terminationGracePeriodSeconds: 1, containers: [{name: app, image: devloop.dev/demo, ports: [{name: echo, containerPort: 7000}]}]}
        """;

    private readonly ProgramRun _program = new();
    private SandboxCluster _cluster = null!;

    [SetUp]
    public async Task Start()
    {
        _cluster = await SandboxCluster.StartAsync(new SandboxOptions(), CancellationToken.None);
        await _cluster.ApplyManifestsAsync(Pod);
        _program.WriteKubeconfig(_cluster.Kubeconfig);
    }

    [TearDown]
    public async Task Stop()
    {
        await _program.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    [Test]
    public async Task It_forwards_until_it_is_asked_to_end_and_that_is_no_failure()
    {
        _program.Start("port-forward", "web", ":echo", "-v");
        var port = await PortAsync();
        Assert.That(await EchoAsync(port), Is.EqualTo("hello"));
        Assert.Multiple(() =>
        {
            Assert.That(async () => await _program.StopAsync(), Is.EqualTo(ExitCodes.Ok));
            Assert.That(_program.Console.OutLines, Has.Some.EqualTo($"Handling connection for {port}"));
        });
    }

    [Test]
    public async Task Neither_the_log_nor_the_terminal_ever_shows_the_token()
    {
        _program.Start("port-forward", "web", ":7000", ":9999", "-v");
        await EchoAsync(await PortAsync());
        await _program.StopAsync();
        var shown = string.Join('\n', [.. _program.Console.OutLines, .. _program.Console.ErrorLines]);
        Assert.Multiple(() =>
        {
            Assert.That(shown, Does.Contain(" DBG "), "the log is on the terminal too");
            Assert.That(shown + _program.Log, Does.Not.Contain(_cluster.Token));
        });
    }

    [Test]
    public async Task Who_opens_a_port_to_others_is_warned()
    {
        _program.Start("port-forward", "web", ":7000", "--address", "127.0.0.1, 0.0.0.0");
        await PortAsync();
        Assert.Multiple(() =>
        {
            Assert.That(_program.Console.ErrorLines, Is.EqualTo(["warning: other hosts can connect to what is forwarded on 0.0.0.0; nothing asks them who they are."]));
            Assert.That(_program.Console.OutLines, Has.Count.EqualTo(1).And.Some.StartsWith("Forwarding from 0.0.0.0:"));
        });
    }

    [Test]
    public async Task Who_asks_for_an_address_that_this_machine_has_not_is_not_told_who_can_connect_to_it()
    {
        Assert.That(await _program.RunAsync("port-forward", "web", ":7000", "--address", "192.0.2.1"), Is.EqualTo(ExitCodes.LocalPort));
        Assert.That(_program.Console.ErrorLines, Is.EqualTo(["error: This machine has no address 192.0.2.1 to listen on: give one that it has, or localhost."]));
    }

    [Test]
    public async Task Who_may_only_get_the_pod_is_told_once_what_is_missing_and_is_served_all_the_same()
    {
        var phase = "Pending";
        await using var server = await ScriptedApiServer.StartAsync(context => context.Request.Path.Value!.EndsWith("/pods/web", StringComparison.Ordinal)
            ? ScriptedApiServer.AnswerAsync(context, 200, PodJson(phase))
            : ScriptedApiServer.AnswerAsync(context, 403, ScriptedApiServer.Forbidden("list", "pods")));
        _program.WriteKubeconfig(KubeconfigText.For(server.Url));
        _program.Start("port-forward", "web", ":7000");
        await _program.Console.WaitForAsync("warning: you may not list pods in namespace 'default'");
        await _program.Console.WaitForAsync("pod/web in namespace default waits: it is pending.");
        phase = "Running";
        await _program.Console.WaitForAsync("Forwarding from ");
        Assert.That(async () => await _program.StopAsync(), Is.EqualTo(ExitCodes.Ok));
        Assert.That(_program.Console.ErrorLines, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task An_API_server_that_is_just_being_started_is_asked_again()
    {
        var asked = 0;
        await using var server = await ScriptedApiServer.StartAsync(context => Interlocked.Increment(ref asked) == 1
            ? ScriptedApiServer.AnswerAsync(context, 503, "starting", "text/plain")
            : ScriptedApiServer.AnswerAsync(context, 200, """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"web","namespace":"default","uid":"1"},"status":{"phase":"Pending"}}"""));
        _program.WriteKubeconfig(KubeconfigText.For(server.Url));
        _program.Start("port-forward", "web", ":7000");
        await _program.Console.WaitForAsync("pod/web in namespace default waits: it is pending");
        Assert.That(async () => await _program.StopAsync(), Is.EqualTo(ExitCodes.Ok));
    }

    [Test]
    public async Task When_the_cluster_goes_and_another_one_answers_in_its_place_that_is_said_though_nobody_connects_and_the_first_may_come_back()
    {
        await using var other = await SandboxCluster.StartAsync(new SandboxOptions(), CancellationToken.None);
        await using var address = new LoadBalancer(_cluster.ServerUrl);
        _program.WriteKubeconfig(_cluster.Kubeconfig.Replace(_cluster.ServerUrl.Authority, address.Url.Authority, StringComparison.Ordinal));
        _program.Start("port-forward", "web", ":7000");
        var port = await PortAsync();
        await address.SwitchAsync(new Uri("https://127.0.0.1:1"));
        await _program.Console.WaitForAsync("warning: the cluster cannot be reached, and is asked again until it can: ");
        await address.SwitchAsync(other.ServerUrl);
        Assert.That(
            await _program.Console.WaitForAsync(
                $"warning: the cluster cannot be reached, and is asked again until it can: No secure connection to {address.Url.GetLeftPart(UriPartial.Authority)}: its certificate"),
            Does.Contain("not signed by").And.EndsWith("renew the kubeconfig and start devloop again."));
        await address.SwitchAsync(_cluster.ServerUrl);
        await _program.Console.WaitForAsync("The cluster answers again.");
        Assert.That(await EchoAsync(port), Is.EqualTo("hello"));
    }

    [Test]
    public async Task A_cluster_that_goes_and_comes_back_is_said_once_each_for_all_forwards_whether_anybody_connects_or_not()
    {
        _program.Start("port-forward", "web", ":7000", ":9999", "--address", "127.0.0.1,127.0.0.2");
        var port = await PortAsync();
        await _cluster.StopApiServerAsync().Within("end of the API server");
        await _program.Console.WaitForAsync("warning: the cluster cannot be reached, and is asked again until it can: ");
        var held = Task.WhenAll(EchoAsync(port), EchoAsync(port));
        await _cluster.StartApiServerAsync(CancellationToken.None).Within("start of the API server");
        await _program.Console.WaitForAsync("The cluster answers again.");
        Assert.That(await held, Has.All.EqualTo("hello"));
        await _program.StopAsync();
        Assert.That(_program.Console.ErrorLines, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_cluster_that_does_not_answer_is_said_to_be_waited_for()
    {
        var gate = new TaskCompletionSource();
        await using var server = await ScriptedApiServer.StartAsync(_ => gate.Task);
        await using var program = new ProgramRun { Clock = new HastyClock(20) };
        program.WriteKubeconfig(KubeconfigText.For(server.Url));
        program.Start("port-forward", "web", ":7000");
        await program.Console.WaitForAsync($"Waiting for the cluster at {server.Url.GetLeftPart(UriPartial.Authority)} to answer.");
        gate.SetResult();
        await program.StopAsync();
    }

    [Test]
    public async Task A_first_session_that_fails_for_now_is_warned_of()
    {
        await using var server = await ScriptedApiServer.WithPodAsync(context => ScriptedApiServer.AnswerAsync(context, 503, "not now", "text/plain"));
        _program.WriteKubeconfig(KubeconfigText.For(server.Url));
        _program.Start("port-forward", "web", ":7000");
        Assert.That(
            await _program.Console.WaitForAsync("warning: the pod cannot be forwarded to yet; connections try it again: "), Does.Contain("not now"));
    }

    private static string PodJson(string phase) =>
        """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"web","namespace":"default","uid":"1"},"spec":{"nodeName":"n"},"status":{"phase":"PHASE"}}"""
            .Replace("PHASE", phase, StringComparison.Ordinal);

    private async Task<int> PortAsync() =>
        int.Parse(Line().Match(await _program.Console.WaitForAsync("Forwarding from ")).Groups["port"].Value);

    private static async Task<string> EchoAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        var stream = client.GetStream();
        await stream.WriteAsync("hello"u8.ToArray());
        client.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync().Within("echo");
    }

    [GeneratedRegex(@"^Forwarding from \S+:(?<port>\d+) -> 7000$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();
}
