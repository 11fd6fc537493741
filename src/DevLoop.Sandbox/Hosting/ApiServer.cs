using System.Net;
using DevLoop.Sandbox.Api;
using DevLoop.Sandbox.Api.Discovery;
using DevLoop.Sandbox.Api.OpenApi;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Networking;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
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
    public static async Task<ApiServer> StartAsync(SandboxOptions options, int port, ApiParts parts, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(options.LoggerFactory);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.MaxSize;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(parts.Certificate.Certificate));
        });
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, LargeBlocks>();

        var application = builder.Build();
        var middleware = new ApiMiddleware(parts.Token, DiscoveryEndpoints.IsPublic, options.LoggerFactory.CreateLogger<ApiMiddleware>());
        application.Use(next => context => middleware.HandleAsync(context, next));
        application.Use(next => async context =>
        {
            await parts.Faults.ApplyAsync(context);
            await next(context);
        });
        application.UseRouting();
        Map(application, parts, options.Clock, application.Lifetime.ApplicationStopping);
        try
        {
            await application.StartAsync(cancellationToken);
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

    private static void Map(IEndpointRouteBuilder routes, ApiParts parts, TimeProvider clock, CancellationToken stopping)
    {
        var resources = new ResourceEndpoint(parts.Store, parts.Kinds, clock, parts.Faults.Watches);
        new DiscoveryEndpoints(new DiscoveryDocuments(parts.Kinds)).Map(routes);
        new OpenApiEndpoints(parts.Kinds).Map(routes);
        parts.Node?.MapEndpoints(routes, stopping);
        RequestDelegate handle = context => resources.HandleAsync(context, stopping);
        routes.Map("/api/{version}/{**rest}", handle);
        routes.Map("/apis/{group}/{version}/{**rest}", handle);
        routes.MapFallback(_ => throw ApiException.NoSuchResource());
    }
}
