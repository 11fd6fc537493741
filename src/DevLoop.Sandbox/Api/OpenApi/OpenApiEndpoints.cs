using System.Text;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DevLoop.Sandbox.Api.OpenApi;

/// <summary><c>/openapi/v2</c> and <c>/openapi/v3</c>. The documents do not change, so each is made once, when it is first asked for.</summary>
internal sealed class OpenApiEndpoints
{
    // The "@" of the first is no part of a media type; the second is what a server answers with, and what newer clients ask for.
    private const string ProtobufAsked = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
    private const string Protobuf = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private readonly Lazy<byte[]> _index;
    private readonly Lazy<byte[]> _version2;
    private readonly Lazy<byte[]> _version2Protobuf;
    private readonly Dictionary<string, Lazy<byte[]>> _version3;

    public OpenApiEndpoints(KindCatalog kinds)
    {
        var documents = new OpenApiDocuments(kinds);
        _index = Once(documents.Index);
        _version2 = Once(documents.Version2);
        _version2Protobuf = new Lazy<byte[]>(() => OpenApiProtobuf.Encode(documents.Version2()));
        _version3 = documents.Roots().ToDictionary(root => root, root => Once(() => documents.Version3(root)), StringComparer.Ordinal);
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/openapi/v2", (RequestDelegate)Version2Async);
        routes.MapGet("/openapi/v3", (RequestDelegate)(context => SendAsync(context, _index.Value, Acceptance.Json)));
        routes.MapGet("/openapi/v3/{**root}", (RequestDelegate)(context =>
            _version3.TryGetValue(context.Request.RouteValues["root"]?.ToString() ?? "", out var document)
                ? SendAsync(context, document.Value, Acceptance.Json)
                : throw ApiException.NoSuchResource()));
    }

    private Task Version2Async(HttpContext context) => (Acceptance.Takes(context, ProtobufAsked) || Acceptance.Takes(context, Protobuf)) && !Acceptance.Takes(context, Acceptance.Json)
        ? SendAsync(context, _version2Protobuf.Value, Protobuf)
        : SendAsync(context, _version2.Value, Acceptance.Json);

    private static async Task SendAsync(HttpContext context, byte[] body, string contentType)
    {
        context.Response.ContentType = contentType;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static Lazy<byte[]> Once(Func<JsonObject> document) => new(() => Encoding.UTF8.GetBytes(document().ToJsonString(JsonText.Plain)));
}
