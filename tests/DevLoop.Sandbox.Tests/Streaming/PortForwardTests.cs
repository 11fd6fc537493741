using DevLoop.PortForward;
using DevLoop.Sandbox.Programs;
using DevLoop.Sandbox.Storage;
using DevLoop.Testing;
using DevLoop.Testing.Contracts;

namespace DevLoop.Sandbox.Tests.Streaming;

[TestFixture(Wire.Spdy, Route.Pod)]
[TestFixture(Wire.Tunnel, Route.Pod)]
[TestFixture(Wire.V4Channel, Route.Pod)]
[TestFixture(Wire.Spdy, Route.Node)]
[TestFixture(Wire.V4Channel, Route.Node)]
internal sealed class PortForwardTests(Wire wire, Route route)
{
    private const int Bulk = 16 << 20;

    private readonly List<IPortForwardSession> _sessions = [];

    private bool CarriesMany => wire != Wire.V4Channel;

    [TearDown]
    public async Task CloseSessions()
    {
        foreach (var session in _sessions)
        {
            await session.DisposeAsync().AsTask().Within("end of a session");
        }
    }

    [Test]
    public async Task The_pod_answers_http()
    {
        var stream = await OpenAsync("web", 8080);

        await stream.WriteTextAsync("GET / HTTP/1.0\r\n\r\n");

        Assert.That(await stream.ReadTextToEndAsync(), Does.StartWith("HTTP/1.1 200 OK\r\n").And.EndsWith("\r\n\r\nweb v1\n"));
    }

    [Test]
    public async Task A_long_download_arrives_whole()
    {
        var stream = await OpenAsync("web", 8080);

        await stream.WriteTextAsync($"GET /bytes?n={Bulk} HTTP/1.0\r\n\r\n");
        var answer = await stream.ReadToEndAsync();

        var body = answer.AsMemory(answer.AsSpan().IndexOf("\r\n\r\n"u8) + 4);
        Assert.That(body.Length, Is.EqualTo(Bulk));
        Assert.That(BytePattern.FirstDifference(body.Span, 0), Is.EqualTo(-1));
    }

    [Test]
    public async Task Much_goes_both_ways_at_once()
    {
        var stream = await OpenAsync("web", 7000);
        var sent = new byte[Bulk];
        new Random(1).NextBytes(sent);

        var writing = stream.WriteAsync(sent, CancellationToken.None).AsTask();
        var received = new byte[Bulk];
        await stream.ReadFullyAsync(received);

        await writing.Within("end of the upload");
        Assert.That(received.AsSpan().SequenceEqual(sent), Is.True);
    }

    [Test]
    public async Task Many_connections_are_served_at_once()
    {
        const int Count = 200;
        var streams = new List<ForwardedStream>(Count);
        var session = CarriesMany ? await OpenSessionAsync("web", 7000) : null;
        for (var i = 0; i < Count; i++)
        {
            streams.Add(session?.Open(7000) ?? await OpenAsync("web", 7000));
            await streams[i].WriteTextAsync($"{i,8}");
        }

        for (var i = 0; i < Count; i++)
        {
            Assert.That(await streams[i].ReadTextAsync(8), Is.EqualTo($"{i,8}"));
        }
    }

    [Test]
    public async Task A_port_where_nothing_listens_refuses_its_connection_alone()
    {
        var session = await OpenSessionAsync("web", 9999);
        var refused = session.Open(9999);
        var living = CarriesMany ? session.Open(7000) : await OpenAsync("web", 7000);

        var error = await Assert.ThrowsAsync<PortForwardException>(async () => await refused.ReadToEndAsync());

        Assert.That(error!.Error, Is.EqualTo(PortForwardError.Refused));
        Assert.That(error.Message, Does.StartWith("error forwarding port 9999 to pod ").And.EndsWith("connect: connection refused"));
        await living.WriteTextAsync("still here");
        Assert.That(await living.ReadTextAsync(10), Is.EqualTo("still here"));
    }

    [Test]
    public async Task A_pod_that_is_killed_ends_its_connections_and_its_next_one_is_told_so()
    {
        var name = $"killed-{wire}-{route}".ToLowerInvariant();
        await StartPodAsync(name);
        var session = await OpenSessionAsync(name, 7001);
        var stream = session.Open(7001);
        await stream.ReadFullyAsync(new byte[1 << 20]);

        SharedSandbox.Client.Cluster.Store.Delete(GroupResource.Pods, "default", name);

        await stream.ReadToItsEndAsync();
        if (CarriesMany)
        {
            var error = await Assert.ThrowsAsync<PortForwardException>(async () => await session.Open(7000).ReadToEndAsync());
            Assert.That(error!.Message, Does.Contain("failed to find sandbox").Or.Contains("connection refused"));
        }
    }

    [Test]
    public async Task A_connection_that_the_client_gives_up_ends_in_the_pod()
    {
        var name = $"given-up-{wire}-{route}".ToLowerInvariant();
        await StartPodAsync(name);
        var stream = await OpenAsync(name, 7001);
        await stream.ReadFullyAsync(new byte[1]);

        await stream.DisposeAsync().AsTask().Within("end of the connection");

        // A pod whose connections have ended does not use up its grace.
        SharedSandbox.Client.Cluster.Store.Update(GroupResource.Pods, "default", name, pod =>
        {
            pod["metadata"]!["deletionTimestamp"] = "2100-01-01T00:00:00Z";
            pod["metadata"]!["deletionGracePeriodSeconds"] = 3600;
            return pod;
        });
        await SharedSandbox.Client.WaitForRemovalAsync(name);
    }

    [Test]
    public async Task A_cluster_that_stops_ends_its_sessions()
    {
        var client = await SandboxClient.StartAsync();
        await using (client)
        {
            client.CreatePod("web");
            await client.WaitForRunningAsync("web");
            var session = await client.OpenAsync(wire, route, "web", 7001);
            _sessions.Add(session);
            var stream = session.Open(7001);
            await stream.ReadFullyAsync(new byte[1]);
            var draining = stream.ReadToItsEndAsync();

            await client.Cluster.DisposeAsync().AsTask().Within("end of the cluster");

            await draining;
            await session.Completion.Within("end of the session");
        }
    }

    private static async Task StartPodAsync(string name)
    {
        SharedSandbox.Client.CreatePod(name);
        await SharedSandbox.Client.WaitForRunningAsync(name);
    }

    private async Task<ForwardedStream> OpenAsync(string pod, int port) => (await OpenSessionAsync(pod, port)).Open(port);

    private async Task<IPortForwardSession> OpenSessionAsync(string pod, int port)
    {
        var session = await SharedSandbox.Client.OpenAsync(wire, route, pod, port);
        _sessions.Add(session);
        return session;
    }
}
