using DevLoop.Kubernetes.Authentication;
using DevLoop.Kubernetes.Resources;
using DevLoop.Kubernetes.Tests.Scripted;
using DevLoop.Testing;

namespace DevLoop.Kubernetes.Tests;

/// <summary>Everything secret in these tests holds the word "hush", which must turn up nowhere.</summary>
internal sealed class SecretsTests : IDisposable
{
    private const string Secret = "hush";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Users()
    {
        yield return "token: hush-token";
        yield return "username: me\npassword: hush-password";
        yield return "tokenFile: FILE";
        yield return "token: hush-token\nas: jane";
    }

    [TestCaseSource(nameof(Users))]
    public async Task No_answer_of_a_server_brings_a_secret_into_a_log_or_an_exception(string user)
    {
        var file = _folder.Write("token", "hush-file");
        var answers = new Queue<string>(
        [
            "HTTP/1.1 401 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
            "HTTP/1.1 403 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
            "HTTP/1.1 500 No\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\n{}",
            "nonsense\r\n\r\n",
            "",
        ]);
        await using var server = new ScriptedServer(x =>
        {
            x.IsOver = true;
            return x.WriteAsync(answers.TryDequeue(out var answer) ? answer : "");
        });
        using var cluster = new TestCluster(server.Url, user.Replace("FILE", file, StringComparison.Ordinal));

        while (answers.Count > 0)
        {
            var e = await Assert.CatchAsync<KubernetesException>(() => cluster.Api.GetAsync<Pod>("a", "b", CancellationToken.None).Within("answer"));
            Assert.That(e?.ToString(), Does.Not.Contain(Secret));
        }

        Assert.That(cluster.Log.Text, Does.Contain("/api/v1/namespaces/a/pods/b").And.Not.Contain(Secret));

    }

    [TestCase("username: [hush]")]
    [TestCase("password: *hush")]
    [TestCase("token: {hush: 1}")]
    [TestCase("token: \"hush")]
    [TestCase("token: \"hush\\u0007\"")]
    [TestCase("client-key-data: hush\nclient-certificate-data: hush")]
    [TestCase("client-key-data: aHVzaA==\nclient-certificate-data: aHVzaA==")]
    [TestCase("token: hush-one\nusername: hush-two")]
    public void A_malformed_kubeconfig_is_not_quoted(string user)
    {
        var e = Assert.Catch<KubeconfigException>(() => new TestCluster("https://h", user).Dispose());

        Assert.That(e?.ToString(), Does.Not.Contain(Secret));
    }

    [Test]
    public void A_proxy_s_password_is_not_quoted()
    {
        var e = Assert.Catch<KubeconfigException>(() => new TestCluster("https://h", cluster: "proxy-url: 'gopher://me:hush@proxy'").Dispose());

        Assert.That(e?.ToString(), Does.Not.Contain(Secret));
    }

    [TestCase("echo 'token: hush-abc' >&2; exit 1")]
    [TestCase("echo '{\"status\":{\"token\":\"hush-abc\"}}' >&2; exit 1")]
    [TestCase("echo 'sent Authorization: Bearer hush-abc' >&2; exit 1")]
    [TestCase("echo 'used eyJhbGciOiJub25lIn0.hush.hush' >&2; exit 1")]
    [TestCase("printf -- '-----BEGIN PRIVATE KEY-----\\nhush\\n-----END PRIVATE KEY-----\\n' >&2; exit 1")]
    [TestCase("echo \"failed with $SECRET\" >&2; exit 1")]
    [TestCase("echo hush-printed")]
    [TestCase("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"hush\",\"status\":{\"token\":\"hush\"}}'")]
    [Platform(Exclude = "Win", Reason = "The plugins are shell scripts.")]
    public async Task What_a_failing_plugin_lets_slip_is_redacted(string script)
    {
        var plugin = _folder.Write("plugin.sh", script);
        var messages = new List<string>();
        var config = _folder.Write("config", TestCluster.Kubeconfig(
            "https://h",
            $"exec:\n  apiVersion: client.authentication.k8s.io/v1\n  command: /bin/sh\n  args: [{plugin}]\n  interactiveMode: Never\n  env: [{{name: SECRET, value: hush-env}}]"));
        var found = ClusterConfigurationLoader.Load(
            new KubeconfigOptions { Path = config, PluginMessage = messages.Add },
            new ProcessEnvironment { Variables = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" } });
        using var credentials = found.CreateCredentialSource(TimeProvider.System);

        var e = await Assert.CatchAsync<KubeconfigException>(() => credentials.GetAsync(CancellationToken.None).AsTask().Within("failure"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(e?.ToString(), Does.Not.Contain(Secret));
            Assert.That(string.Join('\n', messages), Does.Not.Contain(Secret));
        }
    }
}
