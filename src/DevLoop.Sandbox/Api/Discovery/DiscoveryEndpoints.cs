using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DevLoop.Sandbox.Api.Discovery;

/// <summary>The paths by which clients learn what the cluster is and holds.</summary>
internal sealed class DiscoveryEndpoints(DiscoveryDocuments documents)
{
    /// <summary>Paths that need no token: those that tell whether the server is up, and which it is.</summary>
    public static bool IsPublic(PathString path) => path.Value is "/healthz" or "/livez" or "/readyz" or "/version";

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var path in (ReadOnlySpan<string>)["/healthz", "/livez", "/readyz"])
        {
            routes.MapGet(path, (RequestDelegate)(context => Answer.TextAsync(context, "ok")));
        }

        routes.MapGet("/version", (RequestDelegate)(context => Answer.JsonAsync(context, ServerVersion.Body())));
        routes.MapGet("/api", (RequestDelegate)(context =>
            RootAsync(context, core: true, () => DiscoveryDocuments.CoreVersions(context.Request.Host.Value ?? ""))));
        routes.MapGet("/apis", (RequestDelegate)(context => RootAsync(context, core: false, documents.GroupList)));
        routes.MapGet("/api/{version}", (RequestDelegate)(context => FoundAsync(context, documents.ResourceList("", Route(context, "version")))));
        routes.MapGet("/apis/{group}", (RequestDelegate)(context => FoundAsync(context, documents.Group(Route(context, "group")))));
        routes.MapGet("/apis/{group}/{version}", (RequestDelegate)(context =>
            FoundAsync(context, documents.ResourceList(Route(context, "group"), Route(context, "version")))));
    }

    private Task RootAsync(HttpContext context, bool core, Func<JsonObject> plain) =>
        Acceptance.AggregatedDiscovery(context) is { } version
            ? Answer.JsonAsync(
                context, documents.Aggregated(core, version), contentType: $"{Acceptance.Json};g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList")
            : Answer.JsonAsync(context, plain());

    private static Task FoundAsync(HttpContext context, JsonObject? document) =>
        Answer.JsonAsync(context, document ?? throw ApiException.NoSuchResource());

    private static string Route(HttpContext context, string name) => context.Request.RouteValues[name]?.ToString() ?? "";
}
