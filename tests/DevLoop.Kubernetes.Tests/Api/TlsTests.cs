using System.Net;
using System.Net.Sockets;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Tests.Scripted;
using DevLoop.Testing;

namespace DevLoop.Kubernetes.Tests.Api;

internal sealed class TlsTests : IDisposable
{
    private readonly TestAuthority _authority = TestAuthority.CreateRoot();

    private string Trusted => $"certificate-authority-data: {TestCluster.Base64(_authority.Pem)}";

    public void Dispose() => _authority.Dispose();

    [Test]
    public async Task A_server_that_the_cluster_s_authority_signed_is_believed()
    {
        await using var server = new ScriptedServer(Answer, _authority.Server());
        using var cluster = new TestCluster(server.Url, cluster: Trusted);

        Assert.That(await VersionAsync(cluster), Is.EqualTo("v1"));
    }

    [Test]
    public async Task An_authority_below_the_root_is_enough()
    {
        using var intermediate = _authority.CreateIntermediate();
        await using var server = new ScriptedServer(Answer, intermediate.Server());
        using var cluster = new TestCluster(server.Url, cluster: $"certificate-authority-data: {TestCluster.Base64(intermediate.Pem)}");

        Assert.That(await VersionAsync(cluster), Is.EqualTo("v1"));
    }

    [Test]
    public async Task Another_authority_s_server_is_refused()
    {
        using var other = TestAuthority.CreateRoot("other");
        await using var server = new ScriptedServer(Answer, other.Server());
        using var cluster = new TestCluster(server.Url, cluster: Trusted);

        await RefusedAsync(cluster, "not signed by certificate-authority-data of cluster 'test'");
        await RefusedAsync(cluster, "or the same one made anew: renew the kubeconfig and start devloop again.");
    }

    [Test]
    public async Task Another_authority_of_the_same_name_is_refused()
    {
        using var other = TestAuthority.CreateRoot();
        await using var server = new ScriptedServer(Answer, other.Server());
        using var cluster = new TestCluster(server.Url, cluster: Trusted);

        await RefusedAsync(cluster, "not signed by certificate-authority-data of cluster 'test'");
    }

    [Test]
    public async Task Without_an_authority_the_system_s_decide()
    {
        await using var server = new ScriptedServer(Answer, _authority.Server());
        using var cluster = new TestCluster(server.Url);

        await RefusedAsync(cluster, "set certificate-authority");
    }

    [Test]
    public async Task An_expired_server_is_refused()
    {
        await using var server = new ScriptedServer(Answer, _authority.Server(expired: true));
        using var cluster = new TestCluster(server.Url, cluster: Trusted);

        await RefusedAsync(cluster, "clock");
    }

    [Test]
    public async Task A_certificate_for_another_name_is_refused()
    {
        await using var server = new ScriptedServer(Answer, _authority.Server("kubernetes"));
        using var cluster = new TestCluster(server.Url, cluster: Trusted);

        await RefusedAsync(cluster, "for another name");
    }

    [Test]
    public async Task The_tls_server_name_is_asked_for_and_checked_and_the_host_stays()
    {
        await using var server = new ScriptedServer(Answer, _authority.Server("kubernetes"));
        using var cluster = new TestCluster(server.Url, cluster: Trusted + "\ntls-server-name: kubernetes");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await VersionAsync(cluster), Is.EqualTo("v1"));
            Assert.That(server.ServerNames, Is.EqualTo(new[] { "kubernetes" }));
            Assert.That(server.Requests[0].Header("Host"), Is.EqualTo($"127.0.0.1:{server.Port}"));
        }
    }

    [Test]
    public async Task A_tls_server_name_that_the_certificate_lacks_is_refused()
    {
        await using var server = new ScriptedServer(Answer, _authority.Server());
        using var cluster = new TestCluster(server.Url, cluster: Trusted + "\ntls-server-name: kubernetes");

        await RefusedAsync(cluster, "for another name");
    }

    [Test]
    public async Task Through_a_proxy_the_tls_server_name_is_asked_for_too()
    {
        await using var server = new ScriptedServer(Answer, _authority.Server("kubernetes"));
        await using var proxy = new ConnectProxy(server.Port);
        using var cluster = new TestCluster("https://cluster.invalid:6443", cluster: Trusted + $"\ntls-server-name: kubernetes\nproxy-url: http://127.0.0.1:{proxy.Port}");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await VersionAsync(cluster), Is.EqualTo("v1"));
            Assert.That(server.ServerNames, Is.EqualTo(new[] { "kubernetes" }));
            Assert.That(proxy.Targets, Is.EqualTo(new[] { "cluster.invalid:6443" }));
        }
    }

    [Test]
    public async Task Insecure_believes_any_server()
    {
        await using var server = new ScriptedServer(Answer, _authority.Server("whoever", expired: true));
        using var cluster = new TestCluster(server.Url, cluster: "insecure-skip-tls-verify: true");

        Assert.That(await VersionAsync(cluster), Is.EqualTo("v1"));
    }

    [Test]
    public async Task The_client_certificate_is_shown([Values] bool withServerName)
    {
        var (certificate, key) = _authority.Client("dev");
        var subject = "";
        await using var server = new ScriptedServer(
            x =>
            {
                subject = x.ClientCertificate?.Subject;
                return Answer(x);
            },
            _authority.Server(withServerName ? "kubernetes" : null, askForCertificate: true));
        using var cluster = new TestCluster(
            server.Url,
            $"client-certificate-data: {TestCluster.Base64(certificate)}\nclient-key-data: {TestCluster.Base64(key)}",
            Trusted + (withServerName ? "\ntls-server-name: kubernetes" : ""));

        await VersionAsync(cluster);

        Assert.That(subject, Is.EqualTo("CN=dev"));
    }

    [Test]
    public async Task A_client_certificate_that_is_renewed_in_its_files_is_shown_from_then_on(
        [Values("", "\ntoken: t", "\nusername: u\npassword: p")] string besides)
    {
        using var folder = new TemporaryFolder();
        var (certificate, key) = _authority.Client("first");
        var user = $"client-certificate: {folder.Write("tls.crt", certificate)}\nclient-key: {folder.Write("tls.key", key)}{besides}";
        var shown = new List<string?>();
        await using var server = new ScriptedServer(
            x =>
            {
                shown.Add(x.ClientCertificate?.Subject);
                return Answer(x);
            },
            _authority.Server(askForCertificate: true));
        using var cluster = new TestCluster(server.Url, user, Trusted);

        await VersionAsync(cluster);
        (certificate, key) = _authority.Client("second");
        folder.Write("tls.crt", certificate);
        await VersionAsync(cluster);
        folder.Write("tls.key", key);
        await VersionAsync(cluster);
        File.Delete(Path.Combine(folder.Path, "tls.crt"));
        await VersionAsync(cluster);

        Assert.That(shown, Is.EqualTo(new[] { "CN=first", "CN=first", "CN=second", "CN=second" }));
    }

    [Test]
    public async Task After_a_401_a_client_certificate_that_was_renewed_is_tried_at_once()
    {
        using var folder = new TemporaryFolder();
        var (certificate, key) = _authority.Client("expired");
        var user = $"client-certificate: {folder.Write("tls.crt", certificate)}\nclient-key: {folder.Write("tls.key", key)}";
        await using var server = new ScriptedServer(
            x =>
            {
                if (x.ClientCertificate?.Subject == "CN=renewed")
                {
                    return Answer(x);
                }

                (certificate, key) = _authority.Client("renewed");
                folder.Write("tls.crt", certificate);
                folder.Write("tls.key", key);
                return x.JsonAsync("""{"kind":"Status","code":401,"reason":"Unauthorized"}""", 401);
            },
            _authority.Server(askForCertificate: true));
        using var cluster = new TestCluster(server.Url, user, Trusted);

        Assert.That(await VersionAsync(cluster), Is.EqualTo("v1"));
    }

    [Test]
    public async Task A_server_that_speaks_no_TLS_is_told()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var cluster = new TestCluster($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", cluster: Trusted);

        var refused = RefusedAsync(cluster, "No secure connection");
        using var socket = await listener.AcceptSocketAsync().Within("connection");
        await socket.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());

        await refused;
    }

    [Test]
    public async Task A_server_that_goes_during_the_handshake_has_shown_nothing_that_is_wrong_with_its_certificate()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var cluster = new TestCluster($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", cluster: Trusted);

        var failure = Failure.OfAsync<ClusterConnectionException>(() => VersionAsync(cluster));
        using (await listener.AcceptSocketAsync().Within("connection"))
        {
        }

        Assert.That((await failure).Reason, Is.EqualTo(ClusterConnectionError.ConnectionLost));
    }

    private static Task Answer(ScriptedExchange exchange) => exchange.JsonAsync("""{"gitVersion":"v1"}""");

    private static async Task<string?> VersionAsync(TestCluster cluster) =>
        (await cluster.Api.SendRawAsync(HttpMethod.Get, "/version", null, CancellationToken.None).Within("version"))?["gitVersion"]?.GetValue<string>();

    private static async Task RefusedAsync(TestCluster cluster, string says)
    {
        var e = await Failure.OfAsync<ClusterConnectionException>(() => VersionAsync(cluster));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(e.Reason, Is.EqualTo(ClusterConnectionError.TlsFailed), e.ToString());
            Assert.That(e.Message, Does.Contain(says));
        }
    }
}
