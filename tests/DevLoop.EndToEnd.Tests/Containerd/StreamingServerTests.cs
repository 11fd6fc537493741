using System.Net.Sockets;
using System.Text;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>The premise of every other test here: containerd runs our pods, and serves the wires we speak.</summary>
[Category(RealPeer.Category)]
public sealed class StreamingServerTests
{
    [Test]
    public async Task The_runtime_is_containerd() =>
        Assert.That(await SharedContainerd.Host.VersionAsync(), Does.StartWith("containerd "));

    [Test]
    public async Task A_request_for_SPDY_is_upgraded()
    {
        var answer = await RequestAsync("POST", "Upgrade: SPDY/3.1", "X-Stream-Protocol-Version: portforward.k8s.io");

        Assert.That(answer, Does.StartWith("HTTP/1.1 101 "));
        Assert.That(answer, Does.Contain("\r\nUpgrade: SPDY/3.1\r\n"));
        Assert.That(answer, Does.Contain("\r\nX-Stream-Protocol-Version: portforward.k8s.io\r\n"));
    }

    [Test]
    public async Task A_request_for_v4_channel_is_upgraded()
    {
        var answer = await RequestAsync(
            "GET",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Protocol: v4.channel.k8s.io");

        Assert.That(answer, Does.StartWith("HTTP/1.1 101 "));
        // Key and answer are the example of RFC 6455, section 1.3.
        Assert.That(answer, Does.Contain("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
        Assert.That(answer, Does.Contain("\r\nSec-WebSocket-Protocol: v4.channel.k8s.io\r\n"));
    }

    private static async Task<string> RequestAsync(string method, params string[] fields)
    {
        var url = await SharedContainerd.Host.PortForwardUrlAsync(SharedContainerd.Pod, [8080]);
        using var client = new TcpClient();
        await client.ConnectAsync(url.Host, url.Port);
        string[] lines = [ $"{method} {url.PathAndQuery} HTTP/1.1", $"Host: {url.Authority}", "Connection: Upgrade", .. fields, "", ""];
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", lines)));
        return await HttpHead.ReadAsync(client.GetStream(), CancellationToken.None).Within("answer to the upgrade");
    }
}
