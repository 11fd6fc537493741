using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Authentication;
using DevLoop.Kubernetes.Tests.Scripted;
using DevLoop.Testing;

namespace DevLoop.Kubernetes.Tests.Authentication;

[Platform(Exclude = "Win", Reason = "The plugins are shell scripts.")]
internal sealed class ExecPluginTests : IDisposable
{
    private const string V1 = "client.authentication.k8s.io/v1";

    private readonly TemporaryFolder _folder = new();
    private readonly FakeClock _clock = new();
    private readonly List<string> _messages = [];
    private Action<string>? _message;

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task The_token_that_the_plugin_prints_is_used()
    {
        using var source = Source("echo '" + Answer("'\"$1\"'") + "'", args: ", first");

        Assert.That(await AuthorizationAsync(source), Is.EqualTo("Bearer first"));
    }

    [Test]
    public async Task A_plugin_runs_once_until_its_credential_expires()
    {
        using var source = Source(
            $"echo run >> {_folder.Path}/runs; n=$(wc -l < {_folder.Path}/runs)\necho '" + Answer("token-'$n'", "2026-01-01T01:00:00Z") + "'");

        var first = await AuthorizationAsync(source);
        _clock.Advance(TimeSpan.FromMinutes(59));
        var cached = await AuthorizationAsync(source);
        _clock.Advance(TimeSpan.FromMinutes(1));
        var second = await AuthorizationAsync(source);

        Assert.That((first, cached, second), Is.EqualTo(("Bearer token-1", "Bearer token-1", "Bearer token-2")));
    }

    [Test]
    public async Task Many_who_wait_are_served_by_one_run()
    {
        using var source = Source($"echo run >> {_folder.Path}/runs\necho '" + Answer("t") + "'");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AuthorizationAsync(source))).Within("credential");

        Assert.That(File.ReadAllLines(Path.Combine(_folder.Path, "runs")), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task The_plugin_is_told_of_the_cluster_and_given_its_environment()
    {
        using var source = Source(
            $"echo \"$KUBERNETES_EXEC_INFO\" > {_folder.Path}/info; echo \"$PROFILE\" > {_folder.Path}/profile\necho '" + Answer("t") + "'",
            exec: "provideClusterInfo: true\n  env: [{name: PROFILE, value: dev team}]",
            cluster: "tls-server-name: inner\nextensions: [{name: client.authentication.k8s.io/exec, extension: {audience: '06', n: 6, on: true}}]");

        await AuthorizationAsync(source);

        var info = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder.Path, "info")));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(File.ReadAllText(Path.Combine(_folder.Path, "profile")).Trim(), Is.EqualTo("dev team"));
            Assert.That(JsonNode.DeepEquals(info, JsonNode.Parse(
                """
                {"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"interactive":false,
                 "cluster":{"server":"https://h:6443","tls-server-name":"inner","config":{"audience":"06","n":6,"on":true}}}}
                """)), Is.True, info?.ToJsonString());
        }
    }

    [Test]
    public async Task A_client_certificate_of_the_plugin_is_used()
    {
        using var authority = TestAuthority.CreateRoot();
        var (certificate, key) = authority.Client("dev");
        var answer = new JsonObject
        {
            ["kind"] = "ExecCredential",
            ["apiVersion"] = V1,
            ["status"] = new JsonObject { ["clientCertificateData"] = certificate, ["clientKeyData"] = key },
        };
        _folder.Write("answer.json", answer.ToJsonString());
        using var source = Source($"cat {_folder.Path}/answer.json");

        var credential = await source.GetAsync(CancellationToken.None);

        Assert.That(credential.Certificate?.TargetCertificate.Subject, Is.EqualTo("CN=dev"));
    }

    [Test]
    public async Task A_certificate_of_the_kubeconfig_that_is_renewed_goes_with_the_credential_there_is()
    {
        using var authority = TestAuthority.CreateRoot();
        var (certificate, key) = authority.Client("first");
        var user = $"client-certificate: {_folder.Write("tls.crt", certificate)}\nclient-key: {_folder.Write("tls.key", key)}";
        using var source = Source($"echo run >> {_folder.Path}/runs; n=$(wc -l < {_folder.Path}/runs)\necho '" + Answer("token-'$n'") + "'", user: user);

        var first = await source.GetAsync(CancellationToken.None).AsTask().Within("credential");
        (certificate, key) = authority.Client("second");
        _folder.Write("tls.crt", certificate);
        _folder.Write("tls.key", key);
        var second = await source.GetAsync(CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((first.Authorization, first.Certificate?.TargetCertificate.Subject), Is.EqualTo(("Bearer token-1", "CN=first")));
            Assert.That((second.Authorization, second.Certificate?.TargetCertificate.Subject), Is.EqualTo(("Bearer token-1", "CN=second")));
            Assert.That(await source.GetAsync(CancellationToken.None), Is.SameAs(second));
        }
    }

    [TestCase("exit 3", KubeconfigError.PluginFailed, "exit code 3")]
    [TestCase("echo 'please log in' >&2; exit 1", KubeconfigError.PluginFailed, "saying: please log in")]
    [TestCase("echo hello", KubeconfigError.PluginAnswerMalformed, "not JSON")]
    [TestCase("echo '{}'", KubeconfigError.PluginAnswerMalformed, "kind ExecCredential")]
    [TestCase("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"t"}}'""", KubeconfigError.PluginAnswerMalformed, "apiVersion")]
    [TestCase("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{}}'""", KubeconfigError.PluginAnswerMalformed, "neither a token nor")]
    [TestCase("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"tök"}}'""", KubeconfigError.PluginAnswerMalformed, "characters that no token may hold")]
    [TestCase("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"clientCertificateData":"c"}}'""", KubeconfigError.PluginAnswerMalformed, "without the other")]
    [TestCase("head -c 3000000 /dev/zero", KubeconfigError.PluginAnswerMalformed, "more than any credential")]
    public async Task A_plugin_that_gives_no_credential_is_named_with_what_it_said(string script, KubeconfigError reason, string says)
    {
        using var source = Source(script);

        var e = await Failure.OfAsync<KubeconfigException>(() => AuthorizationAsync(source));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(e.Reason, Is.EqualTo(reason));
            Assert.That(e.Message, Does.Contain("exec plugin '/bin/sh' of user 'test'").And.Contain(says));
        }
    }

    [Test]
    public async Task A_plugin_that_does_not_end_is_ended()
    {
        using var source = Source($"echo $$ > {_folder.Path}/pid; echo waiting >&2; exec sleep 600");
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _message = _ => running.TrySetResult();

        var credential = AuthorizationAsync(source);
        await running.Task.Within("start of the plugin");
        _clock.Advance(ExecPlugin.UnattendedLimit);

        var e = await Failure.OfAsync<KubeconfigException>(() => credential.Within("end of the plugin"));
        Assert.That((e.Reason, e.Message), Is.EqualTo((KubeconfigError.PluginTimedOut, "The exec plugin '/bin/sh' of user 'test' did not end within 60 s: run it by hand to see what it waits for.")));
    }

    [TestCase("")]
    [TestCase("> /dev/null")]
    [TestCase("2> /dev/null")]
    public async Task A_child_that_a_plugin_leaves_behind_is_not_waited_for(string redirection)
    {
        using var source = Source($"sleep 600 {redirection} & echo $! > {_folder.Path}/child\necho '" + Answer("t") + "'", time: TimeProvider.System);
        try
        {
            Assert.That(await AuthorizationAsync(source), Is.EqualTo("Bearer t"));
        }
        finally
        {
            using var child = Process.GetProcessById(int.Parse(File.ReadAllText(Path.Combine(_folder.Path, "child")), CultureInfo.InvariantCulture));
            child.Kill();
        }
    }

    [Test]
    public async Task A_missing_plugin_is_told_with_its_install_hint()
    {
        using var source = Source("", exec: "installHint: run `brew install it`", command: "no-such-plugin");

        var e = await Failure.OfAsync<KubeconfigException>(() => AuthorizationAsync(source));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(e.Reason, Is.EqualTo(KubeconfigError.PluginNotFound));
            Assert.That(e.Message, Does.Contain("'no-such-plugin'").And.Contain("brew install it"));
        }
    }

    [TestCase("my-plugin", "bin", Description = "a bare name is looked for in PATH")]
    [TestCase("./bin/my-plugin", "", Description = "a relative path is relative to the kubeconfig")]
    public async Task A_plugin_is_found_as_kubectl_finds_it(string command, string path)
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "bin"));
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "bin", "my-plugin"), "/bin/sh");
        using var source = Source("echo '" + Answer("found") + "'", command: command, path: path.Length == 0 ? "" : Path.Combine(_folder.Path, path));

        Assert.That(await AuthorizationAsync(source), Is.EqualTo("Bearer found"));
    }

    [Test]
    public async Task A_plugin_in_the_current_folder_is_not_found_by_its_bare_name()
    {
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "my-plugin"), "/bin/sh");
        using var source = Source("true", command: "my-plugin", path: ".:");

        var e = await Failure.OfAsync<KubeconfigException>(() => AuthorizationAsync(source));

        Assert.That(e.Reason, Is.EqualTo(KubeconfigError.PluginNotFound));
    }

    [Test]
    public async Task A_plugin_that_must_ask_needs_a_terminal()
    {
        using var source = Source("true", exec: "interactiveMode: Always");

        var e = await Failure.OfAsync<KubeconfigException>(() => AuthorizationAsync(source));

        Assert.That(e.Reason, Is.EqualTo(KubeconfigError.PluginNeedsTerminal));
    }

    [Test]
    public async Task What_a_plugin_says_while_it_runs_is_passed_on_made_safe()
    {
        using var source = Source("printf '\\033[31mopen https://login\\033[0m\\n\\nthen wait' >&2\necho '" + Answer("t") + "'");

        await AuthorizationAsync(source);

        Assert.That(_messages, Is.EqualTo(new[] { "[31mopen https://login [0m", "then wait" }));
    }

    [Test]
    public async Task A_plugin_that_says_too_much_is_cut_short_in_lines_and_length_and_that_is_said()
    {
        using var source = Source("i=0; while [ $i -lt 300 ]; do printf '%01000d\\n' $i; i=$((i+1)); done >&2\necho '" + Answer("t") + "'");

        await AuthorizationAsync(source);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(_messages, Has.Count.EqualTo(PluginMessages.MaxLines + 1));
            Assert.That(_messages[..PluginMessages.MaxLines], Has.All.Length.EqualTo(PlainText.DefaultLength + 1).And.All.EndsWith("…"));
            Assert.That(_messages[^1], Is.EqualTo("(The exec plugin '/bin/sh' says more than 100 lines; the rest is left out.)"));
        }
    }

    [Test]
    public async Task After_a_401_the_plugin_is_asked_once_more()
    {
        await using var server = new ScriptedServer(x => x.Request.Header("Authorization") == "Bearer token-2"
            ? x.JsonAsync("""{"gitVersion":"v1.36.2"}""")
            : x.JsonAsync("""{"kind":"Status","code":401,"reason":"Unauthorized","message":"Unauthorized"}""", 401));
        var script = _folder.Write("plugin.sh", $"echo run >> {_folder.Path}/runs; n=$(wc -l < {_folder.Path}/runs)\necho '" + Answer("token-'$n'") + "'");
        using var cluster = new TestCluster(server.Url, Exec("/bin/sh", $"[{script}]", ""));

        var version = await cluster.Api.SendRawAsync(HttpMethod.Get, "/version", null, CancellationToken.None).Within("version");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(version?["gitVersion"]?.GetValue<string>(), Is.EqualTo("v1.36.2"));
            Assert.That(server.Requests, Has.Count.EqualTo(2));
        }
    }

    [Test]
    public async Task A_second_401_is_the_answer()
    {
        await using var server = new ScriptedServer(x => x.JsonAsync("""{"kind":"Status","code":401,"message":"Unauthorized"}""", 401));
        var script = _folder.Write("plugin.sh", $"echo run >> {_folder.Path}/runs; n=$(wc -l < {_folder.Path}/runs)\necho '" + Answer("token-'$n'") + "'");
        using var cluster = new TestCluster(server.Url, Exec("/bin/sh", $"[{script}]", ""));

        var e = await Failure.OfAsync<ApiException>(() => cluster.Api.SendRawAsync(HttpMethod.Get, "/version", null, CancellationToken.None).Within("answer"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(e.Reason, Is.EqualTo(ApiError.Unauthorized));
            Assert.That(server.Requests, Has.Count.EqualTo(2));
        }
    }

    private static string Answer(string token, string? expires = null)
    {
        var expiry = expires is null ? "" : $",\"expirationTimestamp\":\"{expires}\"";
        return $"{{\"kind\":\"ExecCredential\",\"apiVersion\":\"{V1}\",\"status\":{{\"token\":\"{token}\"{expiry}}}}}";
    }

    private static string Exec(string command, string args, string exec) =>
        $"exec:\n  apiVersion: {V1}\n  command: {command}\n  args: {args}\n"
        + (exec.Contains("interactiveMode", StringComparison.Ordinal) ? "" : "  interactiveMode: IfAvailable\n")
        + (exec.Length == 0 ? "" : $"  {exec}\n");

    private static async Task<string?> AuthorizationAsync(ICredentialSource source) =>
        (await source.GetAsync(CancellationToken.None).AsTask().Within("credential")).Authorization;

    /// <summary>The scripts are run by the shell by name: a file that was just written cannot always be executed itself.</summary>
    private ICredentialSource Source(string script, string args = "", string exec = "", string cluster = "", string command = "/bin/sh", string path = "/usr/bin:/bin", TimeProvider? time = null, string user = "")
    {
        var plugin = _folder.Write("plugin.sh", script);
        var config = _folder.Write("config", TestCluster.Kubeconfig("https://h:6443", Exec(command, $"[{plugin}{args}]", exec) + user, cluster));
        return ClusterConfigurationLoader.Load(
            new KubeconfigOptions
            {
                Path = config,
                PluginMessage = line =>
                {
                    _messages.Add(line);
                    _message?.Invoke(line);
                },
            },
            new ProcessEnvironment { Variables = new Dictionary<string, string> { ["PATH"] = path + ":/usr/bin:/bin" } }).CreateCredentialSource(time ?? _clock);
    }
}
