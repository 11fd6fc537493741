using DevLoop.Kubernetes.Authentication;

namespace DevLoop.Kubernetes.Tests.Authentication;

internal sealed class KubeconfigMergeTests : IDisposable
{
    private const string First = """
        current-context: one
        contexts:
        - { name: one, context: { cluster: c, user: u, namespace: first } }
        - { name: shared, context: { cluster: c, user: u, namespace: from-first } }
        clusters:
        - { name: c, cluster: { server: 'https://first:6443' } }
        users:
        - { name: u, user: { token: t } }
        """;

    private const string Second = """
        current-context: two
        contexts:
        - { name: two, context: { cluster: d, user: u } }
        - { name: shared, context: { cluster: d, user: u, namespace: from-second } }
        clusters:
        - { name: c, cluster: { server: 'https://second:6443', proxy-url: 'http://never:1' } }
        - { name: d, cluster: { server: 'https://other:6443' } }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestCase("first", null, "one", "https://first:6443/", "first")]
    [TestCase("first:second", null, "one", "https://first:6443/", "first", Description = "the current context of the first")]
    [TestCase("second:first", null, "two", "https://other:6443/", "default")]
    [TestCase("first:second", "two", "two", "https://other:6443/", "default", Description = "contexts of every file")]
    [TestCase("first:second", "shared", "shared", "https://first:6443/", "from-first", Description = "an entry of the first file wins whole")]
    [TestCase("second:first", "shared", "shared", "https://other:6443/", "from-second")]
    [TestCase("second:first", "one", "one", "https://second:6443/", "first", Description = "a context may lead to another file's cluster")]
    [TestCase("missing:first", null, "one", "https://first:6443/", "first", Description = "a missing file is skipped")]
    [TestCase("empty:first", null, "one", "https://first:6443/", "first", Description = "an empty file says nothing")]
    [TestCase(":first::first", null, "one", "https://first:6443/", "first", Description = "empty and repeated names are nothing")]
    public void Files_of_KUBECONFIG_are_merged_as_kubectl_merges_them(string files, string? context, string name, string server, string ns)
    {
        _folder.Write("first", First);
        _folder.Write("second", Second);
        _folder.Write("empty", "");
        var list = string.Join(Path.PathSeparator, files.Split(':').Select(f => f.Length == 0 ? "" : Path.Combine(_folder.Path, f)));

        var found = Load(new KubeconfigOptions { Context = context }, ("KUBECONFIG", list));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(found.Context, Is.EqualTo(name));
            Assert.That(found.Server.AbsoluteUri, Is.EqualTo(server));
            Assert.That(found.Namespace, Is.EqualTo(ns));
            Assert.That(found.Proxy is not null, Is.EqualTo(server.Contains("second", StringComparison.Ordinal)), "what a later file adds to an entry is ignored");
        }
    }

    [Test]
    public void Without_KUBECONFIG_the_file_in_the_home_folder_is_read()
    {
        _folder.Write(".kube/config", First);

        Assert.That(Load(new KubeconfigOptions()).Sources, Is.EqualTo(new[] { Path.Combine(_folder.Path, ".kube", "config") }));
    }

    [Test]
    public void An_explicit_file_is_the_only_one_read()
    {
        var only = _folder.Write("only", Second + "\nusers: [{ name: u, user: {} }]");
        var other = _folder.Write("first", First);

        var found = Load(new KubeconfigOptions { Path = only, Cluster = "c" }, ("KUBECONFIG", other));

        Assert.That(found.Server.Host, Is.EqualTo("second"));
    }

    [Test]
    public void The_command_line_wins_over_the_context()
    {
        _folder.Write(".kube/config", First + "\n- { name: v, user: { token: t2 } }\n");

        var found = Load(new KubeconfigOptions { Namespace = "mine", User = "v" });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(found.Namespace, Is.EqualTo("mine"));
            Assert.That(found.UserName, Is.EqualTo("v"));
        }
    }

    [Test]
    public void A_kubeconfig_in_JSON_is_a_kubeconfig()
    {
        _folder.Write(".kube/config", """{"current-context":"a","contexts":[{"name":"a","context":{"cluster":"c"}}],"clusters":[{"name":"c","cluster":{"server":"https://json/k8s/clusters/c-1"}}],"users":null}""");

        Assert.That(Load(new KubeconfigOptions()).Server.AbsoluteUri, Is.EqualTo("https://json/k8s/clusters/c-1"));
    }

    [TestCase("host:8080", "", "http://host:8080/")]
    [TestCase("host:6443", "insecure-skip-tls-verify: true", "https://host:6443/")]
    [TestCase("https://[::1]:6443", "", "https://[::1]:6443/")]
    public void A_server_without_a_scheme_is_https_when_TLS_is_configured(string server, string cluster, string expected)
    {
        _folder.Write(".kube/config", Scripted.TestCluster.Kubeconfig($"'{server}'", "token: t", cluster));

        Assert.That(Load(new KubeconfigOptions()).Server.AbsoluteUri, Is.EqualTo(expected));
    }

    [Test]
    public async Task Relative_paths_are_relative_to_the_file_that_holds_them()
    {
        using var authority = Scripted.TestAuthority.CreateRoot();
        _folder.Write("a/ca.crt", authority.Pem);
        _folder.Write("a/token", "secret");
        var file = _folder.Write("a/config", Scripted.TestCluster.Kubeconfig("https://h", "tokenFile: token", "certificate-authority: ca.crt"));

        var found = Load(new KubeconfigOptions { Path = file });

        using var credentials = found.CreateCredentialSource(TimeProvider.System);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(found.Trust.Authorities, Has.Count.EqualTo(1));
            Assert.That((await credentials.GetAsync(CancellationToken.None)).Authorization, Is.EqualTo("Bearer secret"));
        }
    }

    private ClusterConfiguration Load(KubeconfigOptions options, (string Name, string Value)? variable = null)
    {
        var variables = new Dictionary<string, string>();
        if (variable is var (name, value))
        {
            variables[name] = value;
        }

        return ClusterConfigurationLoader.Load(options, new ProcessEnvironment { Variables = variables, HomeDirectory = _folder.Path });
    }
}
