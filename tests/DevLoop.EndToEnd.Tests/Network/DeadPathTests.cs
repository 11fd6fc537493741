using System.Net;
using System.Net.Sockets;
using DevLoop.EndToEnd.Tests.Dev;
using DevLoop.EndToEnd.Tests.Program;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Network;

/// <summary>The way to the cluster is dead: after a sleep, without the VPN, with the cable pulled.</summary>
[Category(RealPeer.Category)]
internal sealed class DeadPathTests : DevTest
{
    /// <summary>The 15 s that are promised, and what a loaded machine takes beyond.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(18);

    [Test]
    public async Task It_is_noticed_within_15_s_and_left_and_taken_again()
    {
        await using var cable = await Cable.LayAsync();
        await using var server = new FarServer(cable, new IPEndPoint(IPAddress.Loopback, Cluster.ServerUrl.Port));
        await ApplyAsync(Manifests.Workload("Deployment", "web"));
        await File.WriteAllTextAsync(Project.Kubeconfig, Cluster.Kubeconfig.Replace(
            $"server: {Cluster.ServerUrl.GetLeftPart(UriPartial.Authority)}",
            $"server: https://{server.Address}\n    tls-server-name: {Cluster.ServerUrl.Host}",
            StringComparison.Ordinal));
        Project.WriteItems("{resourceType: deployment, resourceName: web, port: 7000}", "{resourceType: deployment, resourceName: web, port: 7002}");
        var run = Start("dev");
        var echo = await run.LocalPortAsync("deployment/web", 7000);
        var sink = await run.LocalPortAsync("deployment/web", 7002);
        var channel = Start("port-forward", "deployment/web", "--transport=v4.channel", ":7000");
        var v4 = await channel.ForwardingFromAsync(7000);
        using var quiet = await SayHelloAsync(echo);
        using var quietV4 = await SayHelloAsync(v4);
        using var uploading = await LocalClient.ConnectAsync(sink);
        await uploading.WriteAsync(new byte[4 * 1024 * 1024]);

        await cable.PullAsync();
        var pulled = TimeProvider.System.GetTimestamp();
        var ends = await Task.WhenAll(UploadAsync(uploading), quiet.EndAsync(), quietV4.EndAsync()).Within("end of the connections");

        Assert.That(TimeProvider.System.GetElapsedTime(pulled), Is.LessThan(Promised));
        Assert.That(ends, Has.All.EqualTo(SocketError.ConnectionReset));
        await run.WaitForMatchAsync(@"7002 .* failed: .*Nothing has answered for 12 s");
        await run.WaitForMatchAsync(@"7000 .* failed: ");
        await run.WaitForAsync("the cluster cannot be reached");
        await cable.PlugInAsync();
        await run.WaitForAsync("The cluster answers again.");
        Assert.That(await LocalClient.EchoAsync(echo, [1, 2, 3]), Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(await LocalClient.EchoAsync(v4, [1, 2, 3]), Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    private static async Task<LocalClient> SayHelloAsync(int port)
    {
        var client = await LocalClient.ConnectAsync(port);
        await client.WriteAsync("hello"u8.ToArray());
        await client.ReadAsync("hello".Length);
        return client;
    }

    private static async Task<SocketError?> UploadAsync(LocalClient client)
    {
        var bytes = new byte[64 * 1024];
        try
        {
            while (true)
            {
                await client.WriteAsync(bytes);
            }
        }
        catch (IOException e) when (e.InnerException is SocketException socket)
        {
            return socket.SocketErrorCode;
        }
    }
}
