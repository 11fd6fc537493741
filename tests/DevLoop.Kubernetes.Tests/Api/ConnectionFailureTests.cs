using System.Net;
using System.Net.Sockets;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Tests.Scripted;
using DevLoop.Testing;

namespace DevLoop.Kubernetes.Tests.Api;

internal sealed class ConnectionFailureTests
{
    [Test]
    public async Task A_port_where_nothing_listens_is_told_with_the_server_and_the_kubeconfig()
    {
        using var taken = new Socket(SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var cluster = new TestCluster($"https://127.0.0.1:{((IPEndPoint)taken.LocalEndPoint!).Port}");

        var e = await FailureAsync(cluster);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(e.Reason, Is.EqualTo(ClusterConnectionError.ConnectionRefused));
            Assert.That(e.Message, Does.Contain("https://127.0.0.1:").And.Contain(cluster.Configuration.Sources[0]));
        }
    }

    [Test]
    public async Task A_name_without_an_address_is_told()
    {
        using var cluster = new TestCluster("https://cluster.invalid:6443");

        var e = await FailureAsync(cluster);

        Assert.That(e.Reason, Is.EqualTo(ClusterConnectionError.NameNotResolved));
        Assert.That(e.Message, Does.Contain("cluster.invalid"));
    }

    [Test]
    public async Task A_server_that_does_not_answer_is_given_up_after_the_limit()
    {
        var clock = new FakeClock();
        await using var server = new ScriptedServer(x => x.StallAsync());
        using var cluster = new TestCluster(server.Url, time: clock);

        var failure = FailureAsync(cluster);
        await server.Asked.Within("request");
        clock.Advance(cluster.Transport.Limits.Request);

        Assert.That((await failure).Reason, Is.EqualTo(ClusterConnectionError.TimedOut));
    }

    [Test]
    public async Task A_tls_handshake_that_hangs_is_given_up_with_connecting_and_not_with_the_request()
    {
        // The system accepts for it, and nobody ever says a word. The clock of the requests stands still.
        using var server = new LoopbackPort();
        using var cluster = new TestCluster(
            $"https://127.0.0.1:{server.Number}", time: new FakeClock(), limits: new ClusterLimits { Connect = TimeSpan.FromMilliseconds(50) });

        var e = await FailureAsync(cluster).Within("end of the handshake");

        Assert.That(e.Reason, Is.EqualTo(ClusterConnectionError.TimedOut));
        Assert.That(e.Message, Does.StartWith($"No connection to https://127.0.0.1:{server.Number} in time: "));
    }

    [Test]
    public async Task A_body_that_does_not_end_is_given_up_after_the_limit()
    {
        var clock = new FakeClock();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new ScriptedServer(async x =>
        {
            await x.BeginStreamAsync();
            await x.ChunkAsync("{");
            begun.TrySetResult();
            await x.StallAsync();
        });
        using var cluster = new TestCluster(server.Url, time: clock);

        var failure = FailureAsync(cluster);
        await begun.Task.Within("answer");
        clock.Advance(cluster.Transport.Limits.Request);

        Assert.That((await failure).Reason, Is.EqualTo(ClusterConnectionError.TimedOut));
    }

    [Test]
    public async Task A_caller_that_cancels_gets_its_own_cancellation()
    {
        using var stop = new CancellationTokenSource();
        await using var server = new ScriptedServer(async x =>
        {
            await stop.CancelAsync();
            await x.StallAsync();
        });
        using var cluster = new TestCluster(server.Url);

        Assert.That(
            () => cluster.Api.SendRawAsync(HttpMethod.Get, "/version", null, stop.Token).Within("cancellation"),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [TestCase("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi", ClusterConnectionError.NotKubernetes, "200 with text/html")]
    [TestCase("HTTP/1.1 502 Bad\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi", ClusterConnectionError.NotKubernetes, "502 with text/html")]
    [TestCase("HTTP/1.1 302 Found\r\nLocation: https://login.example.com/x?token=secret\r\nContent-Length: 0\r\n\r\n", ClusterConnectionError.NotKubernetes, "points to login.example.com)")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n{{{{", ClusterConnectionError.NotKubernetes, "not the JSON")]
    [TestCase("SSH-2.0-OpenSSH\r\n\r\n", ClusterConnectionError.NotKubernetes, "no valid HTTP")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{", ClusterConnectionError.ConnectionLost, "was lost")]
    [TestCase("", ClusterConnectionError.ConnectionLost, "was lost")]
    [TestCase("HTTP/1.1 407 Proxy\r\nContent-Length: 0\r\n\r\n", ClusterConnectionError.ProxyFailed, "user name and a password")]
    public async Task Whatever_else_answers_is_told_from_a_cluster(string answer, ClusterConnectionError reason, string says)
    {
        await using var server = new ScriptedServer(async x =>
        {
            x.IsOver = true;
            await x.WriteAsync(answer);
        });
        using var cluster = new TestCluster(server.Url);

        var e = await FailureAsync(cluster);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(e.Reason, Is.EqualTo(reason), e.ToString());
            Assert.That(e.Message, Does.Contain(says).And.Not.Contain("secret"));
        }
    }

    [Test]
    public async Task A_body_over_the_limit_is_refused()
    {
        await using var server = new ScriptedServer(async x =>
        {
            x.IsOver = true;
            await x.BeginStreamAsync();
            for (var i = 0; i < 100; i++)
            {
                await x.ChunkAsync(i == 0 ? "[\"" : new string('x', 10_000));
            }
        });
        using var cluster = new TestCluster(server.Url, limits: new ClusterLimits { BodyBytes = 500_000 });

        Assert.That((await FailureAsync(cluster)).Reason, Is.EqualTo(ClusterConnectionError.AnswerTooLarge));
    }

    [Test]
    public async Task The_kubeconfig_s_proxy_is_used_with_its_password()
    {
        await using var proxy = new ScriptedServer(x => x.Request.Header("Proxy-Authorization") is null
            ? x.WriteAsync("HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n")
            : x.WriteAsync("HTTP/1.1 403 Not there\r\nContent-Length: 0\r\n\r\n"));
        using var cluster = new TestCluster("https://cluster.invalid:6443", cluster: $"proxy-url: http://me:hidden@127.0.0.1:{proxy.Port}");

        var e = await FailureAsync(cluster);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(e.Reason, Is.EqualTo(ClusterConnectionError.ProxyFailed));
            Assert.That(e.ToString(), Does.Contain("it answered 403").And.Not.Contain("hidden"));
            Assert.That(proxy.Requests[^1].Target, Is.EqualTo("cluster.invalid:6443"));
            Assert.That(proxy.Requests[^1].Header("Authorization"), Is.Null, "the proxy sees no credentials of the cluster");
        }
    }

    private static Task<ClusterConnectionException> FailureAsync(TestCluster cluster) => Failure.OfAsync<ClusterConnectionException>(
        () => cluster.Api.SendRawAsync(HttpMethod.Get, "/version", null, CancellationToken.None).Within("failure"));
}
