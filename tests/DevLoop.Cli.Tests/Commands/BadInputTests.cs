using System.Net;
using System.Net.Sockets;
using DevLoop.Cli.Hosting;
using DevLoop.Sandbox.Hosting;

namespace DevLoop.Cli.Tests.Commands;

/// <summary>What a person gets who asks for something that cannot be: a sentence, an exit code, and no stack trace.</summary>
internal sealed class BadInputTests
{
    private const string Pods = """
        apiVersion: v1
        kind: Pod
        metadata: {name: web-0, labels: {app: web}}
        spec: {terminationGracePeriodSeconds: 1, containers: [{name: app, image: devloop.dev/demo, ports: [{name: http, containerPort: 8080}]}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]}
        """;

    private readonly ProgramRun _program = new();
    private IAsyncDisposable? _server;

    [TearDown]
    public async Task Stop()
    {
        await _program.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [Test]
    public async Task No_kubeconfig() =>
        _program.AssertFailed(await _program.RunAsync("port-forward", "web", "80"), ExitCodes.Configuration, "There is no kubeconfig (looked at");

    [Test]
    public async Task A_kubeconfig_that_is_not_there() => _program.AssertFailed(
        await _program.RunAsync("port-forward", "web", "80", "--kubeconfig", Path.Combine(_program.Folder, "none")), ExitCodes.Configuration, "none");

    [Test]
    public async Task An_unknown_context()
    {
        _program.WriteKubeconfig(KubeconfigText.For(new Uri("https://127.0.0.1:1")));
        var code = await _program.RunAsync("port-forward", "web", "80", "--context", "prod");
        _program.AssertFailed(code, ExitCodes.Configuration, "There is no context 'prod' in the kubeconfig", KubeconfigText.Token);
        Assert.That(_program.Console.ErrorLines[0], Does.EndWith("use one of test."));
    }

    [Test]
    public async Task A_namespace_that_none_can_be_called()
    {
        _program.WriteKubeconfig(KubeconfigText.For(new Uri("https://127.0.0.1:1")));
        var code = await _program.RunAsync("port-forward", "web", "80", "-n", "../kube-system");
        _program.AssertFailed(code, ExitCodes.Usage, "'../kube-system' is not the name of a namespace");
    }

    [Test]
    public async Task A_certificate_of_another_cluster()
    {
        await using var other = await SandboxCluster.StartAsync(new SandboxOptions(), CancellationToken.None);
        var cluster = await SandboxAsync();
        _program.WriteKubeconfig(KubeconfigText.For(cluster.ServerUrl, other.CertificateAuthority));
        _program.AssertFailed(await _program.RunAsync("port-forward", "web-0", ":80"), ExitCodes.Unreachable, "No secure connection to https://127.0.0.1", KubeconfigText.Token);
    }

    [Test]
    public async Task A_certificate_that_is_none()
    {
        _program.WriteKubeconfig(KubeconfigText.For(new Uri("https://127.0.0.1:1"), "this is no certificate"));
        _program.AssertFailed(await _program.RunAsync("port-forward", "web-0", ":80"), ExitCodes.Configuration, "certificate-authority-data", KubeconfigText.Token);
    }

    [Test]
    public async Task A_token_that_the_cluster_does_not_know()
    {
        var cluster = await SandboxAsync();
        _program.WriteKubeconfig(KubeconfigText.For(cluster.ServerUrl, cluster.CertificateAuthority));
        _program.AssertFailed(
            await _program.RunAsync("port-forward", "web-0", ":80"), ExitCodes.Unauthorized, "The cluster does not accept these credentials (401", KubeconfigText.Token);
    }

    [Test]
    public async Task A_user_who_may_not_get_pods()
    {
        await ScriptedAsync(ScriptedApiServer.StartAsync(c => ScriptedApiServer.AnswerAsync(c, 403, ScriptedApiServer.Forbidden("get", "pods"))));
        _program.AssertFailed(
            await _program.RunAsync("port-forward", "web", ":80"),
            ExitCodes.Forbidden,
            "You may not get pods in namespace 'default' (403): ask for a role with the verb 'get' on 'pods'",
            KubeconfigText.Token);
    }

    [Test]
    public async Task A_user_who_may_not_forward_learns_it_before_the_first_connection()
    {
        await ScriptedAsync(ScriptedApiServer.WithPodAsync(c => ScriptedApiServer.AnswerAsync(c, 403, ScriptedApiServer.Forbidden("create", "pods/portforward"))));
        _program.AssertFailed(
            await _program.RunAsync("port-forward", "web", ":80"),
            ExitCodes.Forbidden,
            "You may not create pods/portforward in namespace 'default' (403): ask for a role with the verb 'create' on 'pods/portforward'",
            KubeconfigText.Token);
    }

    [Test]
    public async Task A_proxy_that_lets_no_upgrade_through()
    {
        await ScriptedAsync(ScriptedApiServer.WithPodAsync(c => ScriptedApiServer.AnswerAsync(c, 426, "<html>\u001b[31mno</html>", "text/html")));
        _program.AssertFailed(
            await _program.RunAsync("port-forward", "web", ":80"), ExitCodes.UpgradeRefused, "a proxy in between may not let upgrades through", KubeconfigText.Token);
    }

    [Test]
    public async Task A_proxy_that_takes_the_upgrade_s_headers_away()
    {
        const string Required = """{"kind":"Status","apiVersion":"v1","status":"Failure","message":"Upgrade request required","reason":"BadRequest","code":400}""";
        await ScriptedAsync(ScriptedApiServer.WithPodAsync(c => ScriptedApiServer.AnswerAsync(c, 400, Required)));
        _program.AssertFailed(await _program.RunAsync("port-forward", "web", ":80"), ExitCodes.UpgradeRefused, "Upgrade request required", KubeconfigText.Token);
    }

    [Test]
    public async Task A_forced_wire_that_the_server_does_not_speak()
    {
        await ScriptedAsync(ScriptedApiServer.WithPodAsync(c => ScriptedApiServer.AnswerAsync(c, 400, "no", "text/plain")));
        var code = await _program.RunAsync("port-forward", "web", ":80", "--transport", "spdy");
        _program.AssertFailed(code, ExitCodes.UpgradeRefused, "A proxy in between may not let upgrades through: go around it, or try another --transport.", KubeconfigText.Token);
    }

    [Test]
    public async Task A_cluster_that_is_not_there()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var url = new Uri($"https://127.0.0.1:{((IPEndPoint)closed.LocalEndpoint).Port}");
        closed.Stop();
        _program.WriteKubeconfig(KubeconfigText.For(url));
        _program.AssertFailed(await _program.RunAsync("port-forward", "web", ":80"), ExitCodes.Unreachable, $"Nothing listens at {url.GetLeftPart(UriPartial.Authority)}", KubeconfigText.Token);
    }

    [Test]
    public async Task A_server_that_is_no_cluster()
    {
        await ScriptedAsync(ScriptedApiServer.StartAsync(c => ScriptedApiServer.AnswerAsync(c, 200, "<html>Please log in</html>", "text/html")));
        _program.AssertFailed(await _program.RunAsync("port-forward", "web", ":80"), ExitCodes.Unreachable, "does not answer as a Kubernetes API", KubeconfigText.Token);
    }

    [TestCase("pod/web", "There is no pod 'web' in namespace 'default': did you mean web-0?")]
    [TestCase("web-1", "There is no pod 'web-1' in namespace 'default': did you mean web-0?")]
    [TestCase("svc/wbe", "There is no service 'wbe' in namespace 'default': did you mean web?")]
    [TestCase("pod/something-else", "There is no pod 'something-else' in namespace 'default': none of its 1 pods has a name like it")]
    public async Task A_name_that_does_not_exist(string resource, string sentence)
    {
        _program.WriteKubeconfig((await SandboxAsync()).Kubeconfig);
        _program.AssertFailed(await _program.RunAsync("port-forward", resource, ":80"), ExitCodes.NotFound, sentence);
    }

    [TestCase("pod web-0 80", ExitCodes.NotFound, " If pod is a type here, give pod/web-0.")]
    [TestCase("svc web", ExitCodes.NotFound, " If svc is a type here, give svc/web.")]
    [TestCase("deployment web.v2 80", ExitCodes.Usage, " If deployment is a type here, give deployment/web.v2.")]
    [TestCase("pod 80", ExitCodes.NotFound, null)]
    [TestCase("pod 8080:http", ExitCodes.NotFound, null)]
    [TestCase("web http 80", ExitCodes.NotFound, null)]
    public async Task A_type_and_a_name_with_a_space_between_them(string words, int code, string? hint)
    {
        _program.WriteKubeconfig((await SandboxAsync()).Kubeconfig);
        _program.AssertFailed(await _program.RunAsync(["port-forward", .. words.Split(' ')]), code, hint ?? "There is no pod '");
        Assert.That(_program.Console.ErrorLines[0], hint is null ? Does.Not.Contain("give pod/").And.Not.Contain("give web/") : Does.EndWith(hint));
    }

    [Test]
    public async Task An_empty_namespace()
    {
        _program.WriteKubeconfig((await SandboxAsync()).Kubeconfig);
        _program.AssertFailed(
            await _program.RunAsync("port-forward", "web", ":80", "-n", "kube-system"), ExitCodes.NotFound, "and no other pod either: is it the right namespace (-n) and context?");
    }

    [TestCase("svc/web", "8080", "Cannot forward port 8080 of service/web: it has no port 8080; it has 80 (http).")]
    [TestCase("web-0", "grpc", "Cannot forward port grpc of pod/web-0: it has no port named 'grpc'; it has http.")]
    public async Task A_port_that_does_not_exist(string resource, string port, string sentence)
    {
        _program.WriteKubeconfig((await SandboxAsync()).Kubeconfig);
        _program.AssertFailed(await _program.RunAsync("port-forward", resource, port), ExitCodes.NotFound, sentence);
    }

    [TestCase("80 80a:80", "'80a:80' is not a port to forward: the local port '80a' is not a number")]
    [TestCase("99999", "the remote port 99999 is not from 1 to 65535")]
    [TestCase("80 --address localhos", "'localhos' is not an address to listen on")]
    [TestCase("80 --transport http3", "There is no transport 'http3': give --transport tunnel, spdy or v4.channel.")]
    [TestCase("80 --max-sessions 0", "--max-sessions 0 is out of range: give a number from 1 to 1000.")]
    [TestCase("80 --max-sessions 1001", "--max-sessions 1001 is out of range")]
    [TestCase("80 --pod-running-timeout soon", "--pod-running-timeout 'soon' is not a time above zero")]
    public async Task A_word_that_makes_no_sense(string rest, string sentence) => _program.AssertFailed(
        await _program.RunAsync(["port-forward", "web", .. rest.Split(' ')]), ExitCodes.Usage, sentence);

    [Test]
    public async Task A_type_that_cannot_be_forwarded_to() =>
        _program.AssertFailed(await _program.RunAsync("port-forward", "node/a", "80"), ExitCodes.Usage, "'node' is not a type that can be forwarded to");

    [Test]
    public async Task A_local_port_that_is_taken()
    {
        using var taken = new TcpListener(IPAddress.Parse("127.0.0.1"), 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await ScriptedAsync(ScriptedApiServer.WithPodAsync(c => ScriptedApiServer.AnswerAsync(c, 500, "not now", "text/plain")));
        _program.AssertFailed(
            await _program.RunAsync("port-forward", "web", $"{port}:80", "--address", "127.0.0.1"), ExitCodes.LocalPort, $"Local port 127.0.0.1:{port} is taken by another program");
    }

    [Test]
    public async Task A_pod_that_does_not_run_in_time()
    {
        _program.WriteKubeconfig((await SandboxAsync()).Kubeconfig);
        var code = await _program.RunAsync("port-forward", "svc/never", ":80", "--pod-running-timeout", "200ms");
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(ExitCodes.NoPod));
            Assert.That(_program.Console.OutLines, Is.Empty);
            Assert.That(_program.Console.ErrorLines, Is.EqualTo(
            [
                "service/never in namespace default waits: it has no pod (its selector is app=never).",
                "error: Nothing to forward to within 0.2 s for service/never: it has no pod (its selector is app=never). Wait longer with --pod-running-timeout.",
            ]));
        });
    }

    [Test]
    public async Task A_log_file_that_cannot_be_written()
    {
        var code = await _program.RunAsync("port-forward", "web", "80", "--log-file", Path.Combine(_program.Folder, "no", "such", "folder"));
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.Not.Zero);
            Assert.That(_program.Console.ErrorLines[0], Does.StartWith("error: "));
        });
    }

    private async Task<SandboxCluster> SandboxAsync()
    {
        var cluster = await SandboxCluster.StartAsync(new SandboxOptions(), CancellationToken.None);
        _server = cluster;
        await cluster.ApplyManifestsAsync(Pods);
        await cluster.ApplyManifestsAsync(Pods[Pods.IndexOf("---", StringComparison.Ordinal)..].Replace("name: web}", "name: never}", StringComparison.Ordinal).Replace("app: web", "app: never", StringComparison.Ordinal));
        return cluster;
    }

    private async Task ScriptedAsync(Task<ScriptedApiServer> starting)
    {
        var server = await starting;
        _server = server;
        _program.WriteKubeconfig(KubeconfigText.For(server.Url));
    }
}
