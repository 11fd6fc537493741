using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DevLoop.Cli.Tests;

/// <summary>A server that answers as the test says, where the sandbox would do it right.</summary>
internal sealed class ScriptedApiServer : IAsyncDisposable
{
    private const string Pod = """
        {"kind":"Pod","apiVersion":"v1","metadata":{"name":"web","namespace":"default","uid":"1","resourceVersion":"1"},
         "spec":{"nodeName":"node-1","containers":[{"name":"app","ports":[{"name":"http","containerPort":8080}]}]},
         "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}
        """;

    private readonly WebApplication _application;

    private ScriptedApiServer(WebApplication application) => _application = application;

    public Uri Url => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<ScriptedApiServer> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        application.Run(context => answer(context));
        await application.StartAsync();
        return new ScriptedApiServer(application);
    }

    /// <summary>Knows the pod <c>web</c>, and answers a port-forward as given.</summary>
    public static Task<ScriptedApiServer> WithPodAsync(Func<HttpContext, Task> portForward) => StartAsync(context =>
        context.Request.Path.Value!.EndsWith("/portforward", StringComparison.Ordinal) ? portForward(context)
        : context.Request.Path.Value.EndsWith("/pods/web", StringComparison.Ordinal) ? AnswerAsync(context, 200, Pod)
        : AnswerAsync(context, 403, Forbidden("list", "pods")));

    public static Task AnswerAsync(HttpContext context, int status, string body, string type = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body);
    }

    /// <summary>The Status that an API server sends with 403.</summary>
    public static string Forbidden(string verb, string resource) =>
        $$"""
        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","reason":"Forbidden","code":403,
         "message":"pods \"web\" is forbidden: User \"jane\" cannot {{verb}} resource \"{{resource}}\" in API group \"\" in the namespace \"default\""}
        """;

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
