using System.Net;
using DevLoop.Sandbox.Hosting;
using DevLoop.Sandbox.Storage;
using DevLoop.Sandbox.Tests.Streaming;
using DevLoop.Testing;
using DevLoop.Testing.Contracts;

namespace DevLoop.Sandbox.Tests.Hosting;

internal sealed class ApiServerRestartTests
{
    [Test]
    public async Task An_API_server_that_went_down_comes_back_for_the_same_client_and_the_pods_have_gone_on()
    {
        await using var client = await SandboxClient.StartAsync();
        var kubeconfig = client.Cluster.Kubeconfig;
        client.CreatePod("web");
        await client.WaitForRunningAsync("web");
        var before = client.Cluster.Store.Get(GroupResource.Pods, "default", "web");

        await client.Cluster.StopApiServerAsync().Within("end of the server");
        Assert.That(async () => await client.SendAsync(HttpMethod.Get, "/api/v1/pods"), Throws.InstanceOf<HttpRequestException>());
        await client.Cluster.StartApiServerAsync(CancellationToken.None).Within("start of the server");

        using var answer = await client.SendAsync(HttpMethod.Get, "/api/v1/pods");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(client.Cluster.Kubeconfig, Is.EqualTo(kubeconfig));
        Assert.That(client.Cluster.Store.Get(GroupResource.Pods, "default", "web").ResourceVersion, Is.EqualTo(before.ResourceVersion));
        await using var session = await client.OpenAsync(Wire.Spdy, Route.Pod, "web", 7000);
        await using var stream = session.Open(7000);
        await stream.WriteTextAsync("again");
        Assert.That(await stream.ReadTextAsync(5), Is.EqualTo("again"));
    }

    [TestCase(Wire.Spdy)]
    [TestCase(Wire.Tunnel)]
    [TestCase(Wire.V4Channel)]
    public async Task It_takes_the_port_forwards_through_it_down_with_it(Wire wire)
    {
        await using var client = await SandboxClient.StartAsync();
        client.CreatePod("web");
        await client.WaitForRunningAsync("web");
        await using var session = await client.OpenAsync(wire, Route.Pod, "web", 7000);
        await using var stream = session.Open(7000);
        await stream.WriteTextAsync("x");
        await stream.ReadTextAsync(1);

        await client.Cluster.StopApiServerAsync().Within("end of the server");

        await session.Completion.Within("end of the session");
        Assert.That(client.Cluster.Completion.IsCompleted, Is.False, "the cluster goes on without its API server");
    }

    [Test]
    public async Task Down_and_up_are_said_twice_without_harm()
    {
        await using var cluster = await SandboxCluster.StartAsync(new SandboxOptions { HasNode = false }, CancellationToken.None);
        await cluster.StartApiServerAsync(CancellationToken.None);
        await cluster.StopApiServerAsync();
        await cluster.StopApiServerAsync();

        Assert.That(async () => await cluster.DisposeAsync().AsTask().Within("end of the cluster"), Throws.Nothing);
    }

    [Test]
    public async Task Only_a_pod_that_runs_can_be_evicted()
    {
        await using var client = await SandboxClient.StartAsync();
        client.CreatePod("web", graceSeconds: 1);
        await client.WaitForRunningAsync("web");
        client.Cluster.EvictPod("default", "web");

        Assert.That(() => client.Cluster.EvictPod("default", "other"), Throws.InvalidOperationException.With.Message.Contains("default/other"));
    }
}
