using System.Net;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Tests.Streaming;

[TestFixture]
internal sealed class PortForwardRefusalTests
{
    private const string Pod = "/api/v1/namespaces/default/pods/web/portforward";
    private const string Node = "/api/v1/nodes/sandbox/proxy/portForward/default/web";

    private static readonly (string, string)[] Spdy = [("Connection", "Upgrade"), ("Upgrade", "SPDY/3.1"), ("X-Stream-Protocol-Version", "portforward.k8s.io")];

    [TestCase("/api/v1/namespaces/default/pods/nope/portforward", 404, "pods \"nope\" not found")]
    [TestCase("/api/v1/nodes/nope/proxy/portForward/default/web", 404, "nodes \"nope\" not found")]
    [TestCase("/api/v1/nodes/sandbox/proxy/portForward/default/nope", 404, "pod does not exist")]
    public async Task What_is_not_there_is_not_found(string path, int status, string message)
    {
        using var response = await SharedSandbox.Client.SendAsync(HttpMethod.Post, path, Spdy);

        Assert.That((int)response.StatusCode, Is.EqualTo(status));
        Assert.That(await MessageAsync(response), Is.EqualTo(message));
    }

    [TestCase(Pod)]
    [TestCase(Node)]
    public async Task A_request_without_an_upgrade_is_refused(string path)
    {
        using var response = await SharedSandbox.Client.SendAsync(HttpMethod.Post, path);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await MessageAsync(response), Is.EqualTo("Upgrade request required"));
    }

    [TestCase(Pod)]
    [TestCase(Node)]
    public async Task As_a_kubelet_has_no_type_to_offer_who_asks_for_one_is_refused(string path)
    {
        using var response = await SharedSandbox.Client.SendAsync(HttpMethod.Post, path, [.. Spdy, ("Accept", "application/json")]);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotAcceptable));
    }

    [Test]
    public async Task A_stream_protocol_that_is_not_served_is_refused_with_the_one_that_is()
    {
        using var response = await SharedSandbox.Client.SendAsync(
            HttpMethod.Post, Pod, ("Connection", "Upgrade"), ("Upgrade", "SPDY/3.1"), ("X-Stream-Protocol-Version", "v9.k8s.io"));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(response.Headers.GetValues("X-Accepted-Stream-Protocol-Versions"), Is.EqualTo(["portforward.k8s.io"]));
        Assert.That(await MessageAsync(response), Is.EqualTo(
            "unable to upgrade: unable to negotiate protocol: client supports [v9.k8s.io], server accepts [portforward.k8s.io]"));
    }

    [TestCase(Pod + "?ports=7000", "v9.channel.k8s.io", "13", "dGhlIHNhbXBsZSBub25jZQ==", "no subprotocol in common")]
    [TestCase(Node + "?port=7000", "SPDY/3.1+portforward.k8s.io", "13", "dGhlIHNhbXBsZSBub25jZQ==", "no subprotocol in common")]
    [TestCase(Pod, "v4.channel.k8s.io", "13", "dGhlIHNhbXBsZSBub25jZQ==", "query parameter \"ports\" is required")]
    [TestCase(Node + "?ports=7000", "v4.channel.k8s.io", "13", "dGhlIHNhbXBsZSBub25jZQ==", "query parameter \"port\" is required")]
    [TestCase(Pod + "?ports=http", "v4.channel.k8s.io", "13", "dGhlIHNhbXBsZSBub25jZQ==", "unable to parse \"http\" as a port")]
    [TestCase(Pod + "?ports=0", "v4.channel.k8s.io", "13", "dGhlIHNhbXBsZSBub25jZQ==", "unable to parse \"0\" as a port")]
    [TestCase(Pod + "?ports=7000", "v4.channel.k8s.io", "12", "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version must be 13")]
    [TestCase(Pod + "?ports=7000", "v4.channel.k8s.io", "13", "c2hvcnQ=", "Sec-WebSocket-Key must be 16 bytes")]
    public async Task A_websocket_that_asks_for_what_is_not_served_is_refused(string path, string subprotocol, string version, string key, string message)
    {
        using var response = await SharedSandbox.Client.SendAsync(
            HttpMethod.Get,
            path,
            ("Connection", "Upgrade"),
            ("Upgrade", "websocket"),
            ("Sec-WebSocket-Version", version),
            ("Sec-WebSocket-Key", key),
            ("Sec-WebSocket-Protocol", subprotocol));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await MessageAsync(response), Does.Contain(message));
    }

    [Test]
    public async Task A_pod_that_has_ended_has_no_sandbox_to_forward_to()
    {
        var store = SharedSandbox.Client.Cluster.Store;
        var pod = store.Create(GroupResource.Pods, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "elsewhere", ["namespace"] = "default" },
            ["spec"] = new JsonObject { ["nodeName"] = "another-node", ["containers"] = new JsonArray() },
        });

        using var response = await SharedSandbox.Client.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/pods/elsewhere/portforward", Spdy);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
        Assert.That(await MessageAsync(response), Is.EqualTo($"failed to find sandboxID for pod elsewhere_default({pod.Uid})"));
    }

    private static async Task<string> MessageAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        return body.StartsWith('{') ? (string)JsonNode.Parse(body)!["message"]! : body.TrimEnd();
    }
}
