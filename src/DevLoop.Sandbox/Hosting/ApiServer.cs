using System.Net;
using DevLoop.Sandbox.Api;
using DevLoop.Sandbox.Api.Discovery;
using DevLoop.Sandbox.Api.OpenApi;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Kinds;
using DevLoop.Sandbox.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DevLoop.Sandbox.Hosting;

/// <summary>The API server: Kestrel on 127.0.0.1 with TLS, and what it serves.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    // Watches end at once when the server stops; whatever has not ended by then is cut off.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(3);

    private readonly WebApplication _application;

    private ApiServer(WebApplication application) => _application = application;

    /// <summary>The address that it listens on, with the port.</summary>
    public Uri Url => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<ApiServer> StartAsync(
        SandboxOptions options, ObjectStore store, KindCatalog kinds, ISandboxNode? node, ServerCertificate certificate, BearerToken token, CancellationToken ct)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(options.LoggerFactory);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.MaxSize;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.UseHttps(certificate.Certificate));
        });

        var application = builder.Build();
        var middleware = new ApiMiddleware(token, DiscoveryEndpoints.IsPublic, options.LoggerFactory.CreateLogger<ApiMiddleware>());
        application.Use(next => context => middleware.HandleAsync(context, next));
        application.UseRouting();
        Map(application, store, kinds, node, options.Clock, application.Lifetime.ApplicationStopping);
        try
        {
            await application.StartAsync(ct);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }

        return new ApiServer(application);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private static void Map(
        IEndpointRouteBuilder routes, ObjectStore store, KindCatalog kinds, ISandboxNode? node, TimeProvider clock, CancellationToken stopping)
    {
        var resources = new ResourceEndpoint(store, kinds, clock);
        new DiscoveryEndpoints(new DiscoveryDocuments(kinds)).Map(routes);
        new OpenApiEndpoints(kinds).Map(routes);
        node?.MapEndpoints(routes);
        RequestDelegate handle = context => resources.HandleAsync(context, stopping);
        routes.Map("/api/{version}/{**rest}", handle);
        routes.Map("/apis/{group}/{version}/{**rest}", handle);
        routes.MapFallback(_ => throw ApiException.NoSuchResource());
    }
}
