using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using DevLoop.PortForward;
using DevLoop.PortForward.Channels;
using DevLoop.Sandbox.Hosting;
using DevLoop.Sandbox.Storage;
using DevLoop.Testing;
using DevLoop.Testing.Contracts;

namespace DevLoop.Sandbox.Tests.Streaming;

/// <summary>A cluster, and a client that opens port-forwards to its pods on every wire.</summary>
internal sealed class SandboxClient : IAsyncDisposable
{
    private readonly X509Certificate2 _authority;
    private readonly HttpClient _http;

    private SandboxClient(SandboxCluster cluster)
    {
        Cluster = cluster;
        _authority = X509Certificate2.CreateFromPem(cluster.CertificateAuthority);
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(_authority);
        _http = new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust }, UseProxy = false })
        {
            BaseAddress = cluster.ServerUrl,
            DefaultRequestVersion = HttpVersion.Version11,
        };
        _http.DefaultRequestHeaders.Authorization = new("Bearer", cluster.Token);
    }

    public SandboxCluster Cluster { get; }

    public static async Task<SandboxClient> StartAsync() =>
        new(await SandboxCluster.StartAsync(new SandboxOptions(), CancellationToken.None));

    public void CreatePod(string name, int graceSeconds = 30) => Cluster.Store.Create(GroupResource.Pods, new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Pod",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" },
        ["spec"] = new JsonObject
        {
            ["containers"] = new JsonArray(new JsonObject { ["name"] = "app", ["image"] = "devloop.dev/demo" }),
            ["terminationGracePeriodSeconds"] = graceSeconds,
        },
        ["status"] = new JsonObject { ["phase"] = "Pending" },
    });

    /// <summary>Waits until the pod's program listens: its log says so.</summary>
    public async Task WaitForRunningAsync(string name)
    {
        using var response = await _http.GetAsync(
            new Uri($"/api/v1/namespaces/default/pods/{name}/log?follow=true", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead)
            .Within("log");
        if (response.StatusCode == HttpStatusCode.BadRequest)
        {
            // Not started yet: the store tells when.
            var list = Cluster.Store.List(GroupResource.Pods, "default");
            if (list.Items.Single(p => p.Name == name).Content["status"]?["containerStatuses"]?[0]?["state"]?["running"] is null)
            {
                await FirstRunningAsync(name, list.ResourceVersion).Within("start of the pod");
            }

            await WaitForRunningAsync(name);
            return;
        }

        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.That(await reader.ReadLineAsync().Within("line of the log"), Does.Contain("listens on 8080"));
    }

    /// <summary>Waits until the pod's object is gone.</summary>
    public async Task WaitForRemovalAsync(string name)
    {
        var list = Cluster.Store.List(GroupResource.Pods, "default");
        if (list.Items.Any(p => p.Name == name))
        {
            await Removed().Within($"removal of pod {name}");
        }

        async Task Removed()
        {
            await foreach (var change in Cluster.Store.WatchAsync(GroupResource.Pods, "default", list.ResourceVersion, CancellationToken.None))
            {
                if (change.Type == StoreEventType.Deleted && change.Object.Name == name)
                {
                    return;
                }
            }
        }
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Within($"answer to {path}");
    }

    /// <summary>Opens a session to a pod. A session of v4.channel carries one connection, to the port given.</summary>
    public async Task<IPortForwardSession> OpenAsync(Wire wire, Route route, string pod, int port)
    {
        var (path, portParameter) = route == Route.Node
            ? ($"/api/v1/nodes/sandbox/proxy/portForward/default/{pod}", "port")
            : ($"/api/v1/namespaces/default/pods/{pod}/portforward", "ports");
        var upgraded = wire switch
        {
            Wire.Spdy => await UpgradeSpdyAsync(path),
            Wire.Tunnel => await UpgradeWebSocketAsync(path, "SPDY/3.1+portforward.k8s.io"),
            _ => await UpgradeWebSocketAsync($"{path}?{portParameter}={port}", V4Channel.Subprotocol),
        };
        return wire.OpenSession(upgraded, port);
    }

    public async Task<Stream> UpgradeSpdyAsync(string path)
    {
        var response = await SendAsync(
            HttpMethod.Post, path, ("Connection", "Upgrade"), ("Upgrade", "SPDY/3.1"), ("X-Stream-Protocol-Version", "portforward.k8s.io"));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.SwitchingProtocols));
        Assert.That(response.Headers.GetValues("X-Stream-Protocol-Version"), Is.EqualTo(["portforward.k8s.io"]));
        return await response.Content.ReadAsStreamAsync();
    }

    public async Task<Stream> UpgradeWebSocketAsync(string path, string subprotocol)
    {
        var response = await SendAsync(
            HttpMethod.Get,
            path,
            ("Connection", "Upgrade"),
            ("Upgrade", "websocket"),
            ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
            ("Sec-WebSocket-Protocol", subprotocol));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.SwitchingProtocols), () => response.Content.ReadAsStringAsync().Result);
        // The answer to that key in RFC 6455, section 1.3.
        Assert.That(response.Headers.GetValues("Sec-WebSocket-Accept"), Is.EqualTo(["s3pPLMBiTxaQ9kYGzzhZRbK+xOo="]));
        Assert.That(response.Headers.GetValues("Sec-WebSocket-Protocol"), Is.EqualTo([subprotocol]));
        return await response.Content.ReadAsStreamAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _authority.Dispose();
        await Cluster.DisposeAsync();
    }

    private async Task FirstRunningAsync(string name, long version)
    {
        await foreach (var change in Cluster.Store.WatchAsync(GroupResource.Pods, "default", version, CancellationToken.None))
        {
            if (change.Object.Name == name && change.Object.Content["status"]?["containerStatuses"]?[0]?["state"]?["running"] is not null)
            {
                return;
            }
        }
    }
}
