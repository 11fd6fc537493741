using DevLoop.Kubernetes.Authentication;
using DevLoop.Kubernetes.Tests.Scripted;

namespace DevLoop.Kubernetes.Tests.Authentication;

internal sealed class KubeconfigErrorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<TestCaseData> BadFiles()
    {
        yield return Case("", KubeconfigError.NoConfiguration, "names no cluster, no user and no context: set KUBECONFIG");
        yield return Case("\0\0\0", KubeconfigError.NoConfiguration, "names no cluster, no user and no context: set KUBECONFIG");
        yield return Case("users:\n- {name: a}\n", KubeconfigError.NoCurrentContext, "sets no current-context: none is defined, so give another file with --kubeconfig.");
        yield return Case("current-context: x\n", KubeconfigError.UnknownContext, "none is defined, so give another file");
        yield return Case("current-context: x\ncontexts:\n- {name: x}\n", KubeconfigError.UnknownCluster, "names no cluster: none is defined");
        yield return Case("a: b: c\n", KubeconfigError.MalformedFile, "line 1, column 5");
        yield return Case("- 1\n", KubeconfigError.MalformedFile, "must be a YAML mapping");
        yield return Case("clusters: {}\n", KubeconfigError.MalformedFile, "line 1, column 11: 'clusters' must be a list");
        yield return Case("clusters:\n- cluster: {}\n", KubeconfigError.MalformedFile, "line 2, column 3: each item of 'clusters' needs a 'name'");
        yield return Case("users:\n- {name: a}\n- {name: a}\n", KubeconfigError.MalformedFile, "'users' names 'a' twice");
        yield return Case("contexts:\n- name: b\n- name: a\n", KubeconfigError.NoCurrentContext, "one of a, b");
        yield return Case("current-context: x\ncontexts:\n- name: b\n- name: a\n", KubeconfigError.UnknownContext, "no context 'x'", "use one of a, b");
        yield return Case("current-context: x\ncontexts:\n- {name: x, context: {cluster: no}}\n", KubeconfigError.UnknownCluster, "no cluster 'no'", "which context 'x' names");
        yield return Case("current-context: x\ncontexts:\n- {name: x, context: {cluster: c, user: no}}\nclusters: [{name: c}]\n", KubeconfigError.UnknownUser, "no user 'no'");
        yield return Case(TestCluster.Kubeconfig("''", "token: t"), KubeconfigError.BadServer, "Cluster 'test'", "has no server");
        yield return Case(TestCluster.Kubeconfig("ftp://host", "token: t"), KubeconfigError.BadServer, "no http or https URL");
        yield return Case(TestCluster.Kubeconfig("https://h", "token: t", "insecure-skip-tls-verify: yes"), KubeconfigError.MalformedFile, "must be true or false");
        yield return Case(TestCluster.Kubeconfig("https://h", "token: t", "certificate-authority: nope.crt"), KubeconfigError.BadCertificate, "certificate-authority of cluster 'test'", "does not exist");
        yield return Case(TestCluster.Kubeconfig("https://h", "token: t", "certificate-authority-data: '***'"), KubeconfigError.BadCertificate, "certificate-authority-data of cluster 'test'", "not valid base64");
        yield return Case(TestCluster.Kubeconfig("https://h", "token: t", "certificate-authority-data: aGVsbG8="), KubeconfigError.BadCertificate, "holds no PEM certificate");
        yield return Case(TestCluster.Kubeconfig("https://h", "token: t", "insecure-skip-tls-verify: true\ncertificate-authority-data: aGVsbG8="), KubeconfigError.Conflict, "remove one of them");
        yield return Case(TestCluster.Kubeconfig("https://h", "token: t", "proxy-url: 'gopher://p'"), KubeconfigError.BadServer, "proxy of cluster 'test'");
        yield return Case(TestCluster.Kubeconfig("https://h", "exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}"), KubeconfigError.NotSupported, "v1alpha1");
        yield return Case(TestCluster.Kubeconfig("https://h", "exec: {command: x, apiVersion: client.authentication.k8s.io/v1}"), KubeconfigError.MalformedFile, "interactiveMode");
        yield return Case(TestCluster.Kubeconfig("https://h", "token: t", "extensions: [{name: client.authentication.k8s.io/exec, extension: &a [*a]}]"), KubeconfigError.MalformedFile, "is not valid YAML at line 11");
        yield return Case(TestCluster.Kubeconfig("https://h", "as-groups: [admins]"), KubeconfigError.MalformedFile, "need 'as'");

        static TestCaseData Case(string text, KubeconfigError reason, params string[] says) =>
            new TestCaseData(text, reason, says).SetArgDisplayNames(reason.ToString(), says[^1]);
    }

    [TestCaseSource(nameof(BadFiles))]
    public void A_bad_kubeconfig_gets_a_sentence_with_its_place(string text, KubeconfigError reason, string[] says)
    {
        var path = _folder.Write("config", text);

        var e = Assert.Throws<KubeconfigException>(() => Load(new KubeconfigOptions { Path = path }));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(e.Reason, Is.EqualTo(reason));
            Assert.That(e.Message, Does.Contain(_folder.Path).And.Match("^[A-Z].*\\.$"));
            foreach (var part in says)
            {
                Assert.That(e.Message, Does.Contain(part));
            }
        }
    }

    private static IEnumerable<TestCaseData> BadUsers()
    {
        yield return Case("client-certificate-data: aGVsbG8=", KubeconfigError.BadCertificate, "without a client-key");
        yield return Case("client-certificate-data: aGVsbG8=\nclient-key-data: aGVsbG8=", KubeconfigError.BadCertificate, "client-certificate-data of user 'test'");
        yield return Case("client-certificate: gone.crt\nclient-key: gone.key", KubeconfigError.BadCertificate, "gone.crt");
        yield return Case("token: a\nusername: b", KubeconfigError.Conflict, "a token and a username");
        yield return Case("token: \"a\\nb\"", KubeconfigError.BadToken, "characters that no token may hold");
        yield return Case("auth-provider: {name: gcp}", KubeconfigError.NotSupported, "exec plugin");

        static TestCaseData Case(string user, KubeconfigError reason, string says) =>
            new TestCaseData(user, reason, says).SetArgDisplayNames(says);
    }

    [TestCaseSource(nameof(BadUsers))]
    public void A_bad_user_gets_a_sentence_that_names_it(string user, KubeconfigError reason, string says)
    {
        var e = Assert.Throws<KubeconfigException>(() => new TestCluster("https://h", user).Dispose());

        using (Assert.EnterMultipleScope())
        {
            Assert.That(e.Reason, Is.EqualTo(reason));
            Assert.That(e.Message, Does.Contain("user 'test'").And.Contain(says).And.Match("^[A-Z].*\\.$"));
        }
    }

    [Test]
    public void A_key_that_belongs_to_another_certificate_is_refused()
    {
        using var authority = TestAuthority.CreateRoot();
        var (certificate, _) = authority.Client("dev");
        var (_, key) = authority.Client("other");

        var e = Assert.Throws<KubeconfigException>(() => new TestCluster(
            "https://h",
            $"client-certificate-data: {TestCluster.Base64(certificate)}\nclient-key-data: {TestCluster.Base64(key)}").Dispose());

        Assert.That(e.Message, Does.Contain("client-key-data of user 'test'").And.Contain("belongs to the client certificate"));
    }

    [Test]
    public void An_explicit_file_must_exist()
    {
        var e = Assert.Throws<KubeconfigException>(() => Load(new KubeconfigOptions { Path = "/no/such/file" }));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(e.Reason, Is.EqualTo(KubeconfigError.FileNotFound));
            Assert.That(e.Message, Does.Contain("/no/such/file does not exist"));
        }
    }

    [Test]
    public void A_folder_in_the_place_of_a_file_is_called_one([Values] bool explicitly)
    {
        var options = new KubeconfigOptions { Path = explicitly ? _folder.Path : null };
        var environment = new ProcessEnvironment { Variables = new Dictionary<string, string> { ["KUBECONFIG"] = _folder.Path } };

        var e = Assert.Throws<KubeconfigException>(() => ClusterConfigurationLoader.Load(options, environment));

        Assert.That(
            (e.Reason, e.Message),
            Is.EqualTo((KubeconfigError.FileUnreadable, $"The kubeconfig {_folder.Path} is a folder: name the file in it.")));
    }

    [Test]
    public void Without_any_kubeconfig_the_places_looked_at_are_named()
    {
        var e = Assert.Throws<KubeconfigException>(() => Load(new KubeconfigOptions()));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(e.Reason, Is.EqualTo(KubeconfigError.NoConfiguration));
            Assert.That(e.Message, Does.Contain(Path.Combine(_folder.Path, ".kube", "config")));
        }
    }

    private ClusterConfiguration Load(KubeconfigOptions options) => ClusterConfigurationLoader.Load(
        options,
        new ProcessEnvironment { Variables = new Dictionary<string, string>(), HomeDirectory = _folder.Path, ServiceAccountDirectory = _folder.Path });
}
