using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;
using DevLoop.Kubernetes.Tests.Scripted;
using DevLoop.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace DevLoop.Kubernetes.Tests.Api;

/// <summary>Against a server that offers HTTP/2, as API servers do.</summary>
internal sealed class Http2Tests : IDisposable
{
    private readonly TestAuthority _authority = TestAuthority.CreateRoot();
    private readonly ConcurrentQueue<(string Protocol, string Connection)> _requests = new();

    public void Dispose() => _authority.Dispose();

    [Test]
    public async Task Watches_and_requests_share_one_connection([Values] bool withServerName)
    {
        await using var server = await StartAsync(withServerName ? "kubernetes" : null);
        using var cluster = Cluster(server, withServerName);

        var watches = Enumerable.Range(0, 20).Select(_ => cluster.Api.OpenWatchAsync<Pod>("a", new WatchOptions(), CancellationToken.None)).ToList();
        await Task.WhenAll(watches).Within("watches");
        await cluster.Api.GetAsync<Pod>("a", "p", CancellationToken.None).Within("pod");
        foreach (var watch in watches)
        {
            (await watch).Dispose();
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(_requests.Select(r => r.Protocol), Has.Exactly(21).EqualTo("HTTP/2"));
            Assert.That(_requests.Select(r => r.Connection).Distinct().Count(), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task Upgrades_are_asked_for_over_HTTP_1_1([Values] bool withServerName)
    {
        await using var server = await StartAsync(withServerName ? "kubernetes" : null);
        using var cluster = Cluster(server, withServerName);

        await Failure.OfAsync<ApiException>(() =>
            cluster.Upgrader().UpgradeAsync(new PortForwardRequest("a", "gone"), CancellationToken.None).Within("answer"));

        Assert.That(_requests.Select(r => r.Protocol), Is.EqualTo(new[] { "HTTP/1.1" }));
    }

    private TestCluster Cluster(WebApplication server, bool withServerName) => new(
        server.Services.GetService(typeof(Microsoft.AspNetCore.Hosting.Server.IServer)) is Microsoft.AspNetCore.Hosting.Server.IServer kestrel
            ? kestrel.Features.Get<IServerAddressesFeature>()!.Addresses.Single()
            : "",
        cluster: $"certificate-authority-data: {TestCluster.Base64(_authority.Pem)}{(withServerName ? "\ntls-server-name: kubernetes" : "")}");

    private async Task<WebApplication> StartAsync(string? name)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps((X509Certificate2)_authority.Server(name).ServerCertificate!);
        }));
        var server = builder.Build();
        server.Run(async context =>
        {
            _requests.Enqueue((context.Request.Protocol, context.Connection.Id));
            context.Response.ContentType = "application/json";
            if (context.Request.Path.Value!.EndsWith("/portforward", StringComparison.Ordinal))
            {
                context.Response.StatusCode = 404;
                await context.Response.WriteAsync("{}");
            }
            else if (context.Request.Query.ContainsKey("watch"))
            {
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            else
            {
                await context.Response.WriteAsync("""{"metadata":{"name":"p"}}""");
            }
        });
        await server.StartAsync();
        return server;
    }
}
