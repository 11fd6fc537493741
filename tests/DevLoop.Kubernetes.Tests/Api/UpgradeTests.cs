using System.Text;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Tests.Scripted;
using DevLoop.Testing;

namespace DevLoop.Kubernetes.Tests.Api;

internal sealed class UpgradeTests
{
    private static readonly PortForwardRequest Request = new("default", "web-0") { Port = 8080 };

    /// <summary>Closes the connection without an answer.</summary>
    private static Task Drop(ScriptedExchange x)
    {
        x.IsOver = true;
        return Task.CompletedTask;
    }

    private static async Task AssertEchoAsync(UpgradedConnection connection)
    {
        var buffer = new byte[9];
        await connection.Stream.WriteAsync("ping"u8.ToArray());
        await connection.Stream.ReadExactlyAsync(buffer).AsTask().Within("echo");
        Assert.That(Encoding.ASCII.GetString(buffer), Is.EqualTo("helloping"));
    }

    [TestCase(PortForwardTransport.Tunnel, "GET /api/v1/namespaces/default/pods/web-0/portforward")]
    [TestCase(PortForwardTransport.Spdy, "POST /api/v1/namespaces/default/pods/web-0/portforward")]
    [TestCase(PortForwardTransport.V4Channel, "GET /api/v1/namespaces/default/pods/web-0/portforward?ports=8080")]
    public async Task A_forced_transport_is_the_only_one_asked_for(PortForwardTransport transport, string asked)
    {
        using var authority = TestAuthority.CreateRoot();
        await using var server = new ScriptedServer(x => x.UpgradeAsync(), authority.Server());
        using var cluster = new TestCluster(server.Url, cluster: $"certificate-authority-data: {TestCluster.Base64(authority.Pem)}");

        await using var connection = await cluster.Upgrader(transport).UpgradeAsync(Request, CancellationToken.None).Within("upgrade");

        await AssertEchoAsync(connection);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(connection.Transport, Is.EqualTo(transport));
            Assert.That(server.Requests.Select(r => $"{r.Method} {r.Target}"), Is.EqualTo(new[] { asked }));
            Assert.That(server.Requests[0].Header("Authorization"), Is.EqualTo("Bearer test-token"));
            Assert.That(server.Requests[0].Header("Accept"), Is.Null, "a kubelet answers with 406 to who accepts JSON alone");
        }
    }

    [TestCase(PortForwardTransport.Spdy, "POST", "/api/v1/nodes/n1/proxy/portForward/default/web-0")]
    [TestCase(PortForwardTransport.V4Channel, "GET", "/api/v1/nodes/n1/proxy/portForward/default/web-0?port=8080")]
    public async Task The_way_through_the_node_asks_the_kubelet(PortForwardTransport accepted, string method, string target)
    {
        await using var server = new ScriptedServer(x => x.Request.IsSpdy() == (accepted == PortForwardTransport.Spdy) ? x.UpgradeAsync() : x.RefuseAsync(400));
        using var cluster = new TestCluster(server.Url);

        await using var connection = await cluster.Upgrader().UpgradeAsync(Request with { Node = "n1" }, CancellationToken.None).Within("upgrade");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(connection.Transport, Is.EqualTo(accepted));
            Assert.That((server.Requests[^1].Method, server.Requests[^1].Target), Is.EqualTo((method, target)));
            Assert.That(server.Requests.Any(r => r.IsTunnel()), Is.False, "kubelets speak no tunnel");
        }
    }

    [TestCase(400)]
    [TestCase(426)]
    [TestCase(500)]
    [TestCase(501)]
    [TestCase(403, Description = "before 1.35 the tunnel's GET needs the verb get, which most roles lack")]
    public async Task What_is_refused_by_one_transport_is_tried_by_the_next_and_remembered(int code)
    {
        await using var server = new ScriptedServer(x => x.Request.IsSpdy() ? x.UpgradeAsync() : x.RefuseAsync(code));
        using var cluster = new TestCluster(server.Url);
        var upgrader = cluster.Upgrader();

        for (var i = 0; i < 3; i++)
        {
            await using var connection = await upgrader.UpgradeAsync(Request, CancellationToken.None).Within("upgrade");
            Assert.That(connection.Transport, Is.EqualTo(PortForwardTransport.Spdy));
        }

        Assert.That(server.Requests.Select(r => r.Method), Is.EqualTo(new[] { "GET", "POST", "POST", "POST" }));
    }

    [Test]
    public async Task The_last_resort_is_v4_channel()
    {
        await using var server = new ScriptedServer(x => x.Request.IsV4Channel() ? x.UpgradeAsync() : x.RefuseAsync(500));
        using var cluster = new TestCluster(server.Url);

        await using var connection = await cluster.Upgrader().UpgradeAsync(Request, CancellationToken.None).Within("upgrade");

        Assert.That(connection.Transport, Is.EqualTo(PortForwardTransport.V4Channel));
    }

    [Test]
    public async Task What_once_worked_and_is_refused_later_is_replaced()
    {
        var tunnels = true;
        await using var server = new ScriptedServer(x => x.Request.IsTunnel() == tunnels ? x.UpgradeAsync() : x.RefuseAsync(400));
        using var cluster = new TestCluster(server.Url);
        var upgrader = cluster.Upgrader();

        await using var first = await upgrader.UpgradeAsync(Request, CancellationToken.None).Within("upgrade");
        tunnels = false;
        await using var second = await upgrader.UpgradeAsync(Request, CancellationToken.None).Within("upgrade");

        Assert.That((first.Transport, second.Transport), Is.EqualTo((PortForwardTransport.Tunnel, PortForwardTransport.Spdy)));
    }

    [Test]
    public async Task Connections_lost_on_every_transport_are_no_refusal()
    {
        await using var server = new ScriptedServer(Drop);
        using var cluster = new TestCluster(server.Url);

        var e = await Failure.OfAsync<ClusterConnectionException>(() => cluster.Upgrader().UpgradeAsync(Request, CancellationToken.None).Within("answer"));

        Assert.That(e.Reason, Is.EqualTo(ClusterConnectionError.ConnectionLost));
    }

    [Test]
    public async Task A_failure_of_the_server_and_a_lost_connection_are_no_refusal()
    {
        await using var server = new ScriptedServer(x => x.Request.IsTunnel() ? x.RefuseAsync(500) : Drop(x));
        using var cluster = new TestCluster(server.Url);

        var e = await Failure.OfAsync<ApiException>(() => cluster.Upgrader().UpgradeAsync(Request, CancellationToken.None).Within("answer"));

        Assert.That(e.Reason, Is.EqualTo(ApiError.ServerFailed));
    }

    [TestCase(500)]
    [TestCase(503)]
    [TestCase(0, Description = "a lost connection")]
    public async Task What_worked_before_is_not_given_up_for_a_failure_that_passes(int code)
    {
        var fails = false;
        await using var server = new ScriptedServer(x => !fails || !x.Request.IsTunnel() ? x.UpgradeAsync() : code == 0 ? Drop(x) : x.RefuseAsync(code));
        using var cluster = new TestCluster(server.Url);
        var upgrader = cluster.Upgrader();
        await using var before = await upgrader.UpgradeAsync(Request, CancellationToken.None).Within("upgrade");
        fails = true;
        Assert.That(async () => await upgrader.UpgradeAsync(Request, CancellationToken.None).Within("answer"), Throws.InstanceOf<KubernetesException>());
        fails = false;
        await using var after = await upgrader.UpgradeAsync(Request, CancellationToken.None).Within("upgrade");
        Assert.That(after.Transport, Is.EqualTo(PortForwardTransport.Tunnel));
    }

    [TestCase(429)]
    [TestCase(503)]
    public async Task A_server_that_is_overloaded_is_not_asked_for_another_transport(int code)
    {
        await using var server = new ScriptedServer(x => x.RefuseAsync(code));
        using var cluster = new TestCluster(server.Url);

        await Failure.OfAsync<ApiException>(() => cluster.Upgrader().UpgradeAsync(Request, CancellationToken.None).Within("answer"));

        Assert.That(server.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_transport_that_wins_because_a_connection_was_lost_is_not_remembered()
    {
        var lost = true;
        await using var server = new ScriptedServer(x => lost && x.Request.IsTunnel() ? Drop(x) : x.UpgradeAsync());
        using var cluster = new TestCluster(server.Url);
        var upgrader = cluster.Upgrader();
        await using var first = await upgrader.UpgradeAsync(Request, CancellationToken.None).Within("upgrade");
        lost = false;
        await using var second = await upgrader.UpgradeAsync(Request, CancellationToken.None).Within("upgrade");
        Assert.That((first.Transport, second.Transport), Is.EqualTo((PortForwardTransport.Spdy, PortForwardTransport.Tunnel)));
    }

    [TestCase(401, ApiError.Unauthorized)]
    [TestCase(404, ApiError.NotFound)]
    public async Task An_answer_that_no_transport_changes_is_final(int code, ApiError reason)
    {
        await using var server = new ScriptedServer(x => x.RefuseAsync(code));
        using var cluster = new TestCluster(server.Url);

        var e = await Failure.OfAsync<ApiException>(() => cluster.Upgrader().UpgradeAsync(Request, CancellationToken.None).Within("answer"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(e.Reason, Is.EqualTo(reason));
            Assert.That(server.Requests, Has.Count.EqualTo(1));
        }
    }

    [Test]
    public async Task A_real_403_names_the_verb_and_the_resource_that_are_missing()
    {
        await using var server = new ScriptedServer(x => x.JsonAsync(Fixture.Text("status-portforward-forbidden.json"), 403));
        using var cluster = new TestCluster(server.Url);

        var e = await Failure.OfAsync<ApiException>(() => cluster.Upgrader().UpgradeAsync(Request, CancellationToken.None).Within("answer"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(e.Message, Does.StartWith("You may not create pods/portforward in namespace 'default' (403): ask for a role with the verb 'create' on 'pods/portforward'."));
            Assert.That(server.Requests.Select(r => r.Method), Is.EqualTo(new[] { "GET", "POST" }));
        }
    }

    [Test]
    public async Task When_no_transport_is_accepted_each_is_told_with_its_answer()
    {
        await using var server = new ScriptedServer(x => x.BodyAsync("<html>", x.Request.IsSpdy() ? 502 : 200, "text/html"));
        using var cluster = new TestCluster(server.Url);

        var e = await Failure.OfAsync<ClusterConnectionException>(() => cluster.Upgrader().UpgradeAsync(Request, CancellationToken.None).Within("answer"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(e.Reason, Is.EqualTo(ClusterConnectionError.UpgradeRefused));
            Assert.That(e.Message, Does.Contain("Tunnel: ").And.Contain("it answered 200").And.Contain("Spdy: ").And.Contain("502 with text/html").And.Contain("V4Channel: "));
        }
    }

    [Test]
    public async Task What_the_cluster_itself_says_is_the_answer_when_every_transport_fails_alike()
    {
        await using var server = new ScriptedServer(x => x.JsonAsync("""{"kind":"Status","code":500,"message":"error dialing backend: no route to host"}""", 500));
        using var cluster = new TestCluster(server.Url);

        var e = await Failure.OfAsync<ApiException>(() => cluster.Upgrader().UpgradeAsync(Request with { Port = null }, CancellationToken.None).Within("answer"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(e.Message, Does.Contain("error dialing backend: no route to host"));
            Assert.That(server.Requests, Has.Count.EqualTo(2), "v4.channel is not tried without a port");
        }
    }

    [TestCase("Sec-WebSocket-Protocol: v4.channel.k8s.io", "Sec-WebSocket-Protocol: v4.channel.k8s.io")]
    [TestCase("", "no Sec-WebSocket-Protocol")]
    [TestCase("Sec-WebSocket-Protocol: SPDY/3.1+portforward.k8s.io\r\nSec-WebSocket-Extensions: permessage-deflate", "an extension")]
    [TestCase("Sec-WebSocket-Accept: bm8=", "Sec-WebSocket-Accept: ")]
    [TestCase("Upgrade: h2c", "Upgrade: ")]
    public async Task A_101_that_does_not_agree_is_refused(string header, string says)
    {
        await using var server = new ScriptedServer(async x =>
        {
            x.IsOver = true;
            var accept = header.StartsWith("Sec-WebSocket-Accept", StringComparison.Ordinal) ? "" : $"Sec-WebSocket-Accept: {x.Request.Accept()}\r\n";
            await x.WriteAsync($"HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\n{(header.StartsWith("Upgrade", StringComparison.Ordinal) ? "" : "Upgrade: websocket\r\n")}{accept}{header}{(header.Length > 0 ? "\r\n" : "")}\r\n");
        });
        using var cluster = new TestCluster(server.Url);

        var e = await Failure.OfAsync<ClusterConnectionException>(() => cluster.Upgrader(PortForwardTransport.Tunnel).UpgradeAsync(Request, CancellationToken.None).Within("answer"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(e.Reason, Is.EqualTo(ClusterConnectionError.UpgradeRefused));
            Assert.That(e.Message, Does.Contain(says));
        }
    }

    [Test]
    public async Task A_SPDY_answer_needs_the_version_of_the_streams()
    {
        await using var server = new ScriptedServer(x => x.WriteAsync("HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n"));
        using var cluster = new TestCluster(server.Url);

        var e = await Failure.OfAsync<ClusterConnectionException>(() => cluster.Upgrader(PortForwardTransport.Spdy).UpgradeAsync(Request, CancellationToken.None).Within("answer"));

        Assert.That(e.Message, Does.Contain("no X-Stream-Protocol-Version"));
    }

    [Test]
    public async Task An_upgrade_without_an_answer_is_given_up_after_the_limit()
    {
        var clock = new FakeClock();
        await using var server = new ScriptedServer(x => x.StallAsync());
        using var cluster = new TestCluster(server.Url, time: clock);

        var upgrade = cluster.Upgrader().UpgradeAsync(Request, CancellationToken.None);
        await server.Asked.Within("request");
        clock.Advance(cluster.Transport.Limits.Upgrade);

        var e = await Failure.OfAsync<ClusterConnectionException>(() => upgrade.Within("failure"));
        Assert.That((e.Reason, server.Requests.Count), Is.EqualTo((ClusterConnectionError.TimedOut, 1)));
    }

    [Test]
    public async Task An_upgraded_connection_outlives_the_limit_of_its_upgrade_and_the_caller_s_token()
    {
        var clock = new FakeClock();
        using var stop = new CancellationTokenSource();
        await using var server = new ScriptedServer(x => x.UpgradeAsync());
        using var cluster = new TestCluster(server.Url, time: clock);

        await using var connection = await cluster.Upgrader().UpgradeAsync(Request, stop.Token).Within("upgrade");
        clock.Advance(TimeSpan.FromHours(1));
        await stop.CancelAsync();

        await AssertEchoAsync(connection);
    }

    [Test]
    public async Task Many_upgraded_connections_are_open_at_once()
    {
        await using var server = new ScriptedServer(x => x.UpgradeAsync());
        using var cluster = new TestCluster(server.Url);
        var upgrader = cluster.Upgrader();

        var connections = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => upgrader.UpgradeAsync(Request, CancellationToken.None))).Within("upgrades");
        foreach (var connection in connections)
        {
            await AssertEchoAsync(connection);
            await connection.DisposeAsync();
        }

        Assert.That(server.Requests, Has.Count.EqualTo(100));
    }

    [Test]
    public async Task The_server_s_end_is_seen_as_the_end_of_the_stream()
    {
        await using var server = new ScriptedServer(async x =>
        {
            x.IsOver = true;
            await x.WriteAsync("HTTP/1.1 101 S\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: portforward.k8s.io\r\n\r\nbye");
        });
        using var cluster = new TestCluster(server.Url);

        await using var connection = await cluster.Upgrader(PortForwardTransport.Spdy).UpgradeAsync(Request, CancellationToken.None).Within("upgrade");
        using var all = new MemoryStream();
        await connection.Stream.CopyToAsync(all).Within("end of the stream");

        Assert.That(Encoding.ASCII.GetString(all.ToArray()), Is.EqualTo("bye"));
    }

    [TestCase(PortForwardTransport.Spdy, "POST /portforward/abc?x=1")]
    [TestCase(PortForwardTransport.V4Channel, "GET /portforward/abc?x=1&port=7000")]
    public async Task A_streaming_url_of_a_container_runtime_is_upgraded_without_a_cluster(PortForwardTransport transport, string asked)
    {
        await using var server = new ScriptedServer(x => x.UpgradeAsync());
        using var upgrader = new StreamingUrlUpgrader(TimeProvider.System);

        await using var connection = await upgrader.UpgradeAsync(new Uri(server.Url + "/portforward/abc?x=1"), transport, 7000, CancellationToken.None).Within("upgrade");

        await AssertEchoAsync(connection);
        Assert.That(server.Requests.Select(r => $"{r.Method} {r.Target} {r.Header("Authorization")}"), Is.EqualTo(new[] { asked + " " }));
    }

    [Test]
    public async Task A_streaming_url_that_refuses_says_why()
    {
        await using var server = new ScriptedServer(x => x.BodyAsync("unknown token", 404, "text/plain; charset=utf-8"));
        using var upgrader = new StreamingUrlUpgrader(TimeProvider.System);

        var e = await Failure.OfAsync<ApiException>(() =>
            upgrader.UpgradeAsync(new Uri(server.Url + "/portforward/abc"), PortForwardTransport.Spdy, null, CancellationToken.None).Within("answer"));

        Assert.That(e.Message, Does.Contain("unknown token"));
    }
}
