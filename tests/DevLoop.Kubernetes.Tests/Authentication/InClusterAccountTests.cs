using DevLoop.Kubernetes.Authentication;
using DevLoop.Kubernetes.Tests.Scripted;

namespace DevLoop.Kubernetes.Tests.Authentication;

internal sealed class InClusterAccountTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestCase("10.96.0.1", "https://10.96.0.1/")]
    [TestCase("fd00::1", "https://[fd00::1]/")]
    public async Task Without_a_kubeconfig_a_pod_uses_its_service_account(string host, string server)
    {
        using var authority = TestAuthority.CreateRoot();
        _folder.Write("token", "pod-token\n");
        _folder.Write("namespace", "team-a");
        _folder.Write("ca.crt", authority.Pem);

        var found = Load(host);

        using var credentials = found.CreateCredentialSource(TimeProvider.System);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(found.Server.AbsoluteUri, Is.EqualTo(server));
            Assert.That(found.Namespace, Is.EqualTo("team-a"));
            Assert.That(found.Trust.Authorities, Has.Count.EqualTo(1));
            Assert.That((await credentials.GetAsync(CancellationToken.None)).Authorization, Is.EqualTo("Bearer pod-token"));
        }
    }

    [Test]
    public void A_kubeconfig_goes_before_the_service_account()
    {
        _folder.Write("token", "pod-token");
        _folder.Write(".kube/config", TestCluster.Kubeconfig("https://mine", "token: t"));

        Assert.That(Load("10.96.0.1").Server.Host, Is.EqualTo("mine"));
    }

    private ClusterConfiguration Load(string host) => ClusterConfigurationLoader.Load(new KubeconfigOptions(), new ProcessEnvironment
    {
        Variables = new Dictionary<string, string> { ["KUBERNETES_SERVICE_HOST"] = host, ["KUBERNETES_SERVICE_PORT"] = "443" },
        HomeDirectory = _folder.Path,
        ServiceAccountDirectory = _folder.Path,
    });
}
