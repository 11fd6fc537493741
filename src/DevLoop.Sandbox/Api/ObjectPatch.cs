using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Patching;
using DevLoop.Sandbox.Schemas;
using Microsoft.AspNetCore.Http;

namespace DevLoop.Sandbox.Api;

/// <summary>The patch in a request's body, of one of the three types that say what to change. Server-side apply is another matter.</summary>
internal static class ObjectPatch
{
    /// <summary>The media type of server-side apply.</summary>
    public const string Apply = "application/apply-patch+yaml";

    private const string Types = "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, " + Apply;

    /// <summary>The change that the patch makes to an object, in place.</summary>
    /// <exception cref="ApiException">400, 413 or 415. So may the change itself throw.</exception>
    public static async Task<Func<JsonObject, JsonObject>> ReadAsync(HttpContext context, Schema schema)
    {
        Func<JsonObject, JsonNode?, JsonObject> patch = context.MediaType() switch
        {
            "application/json-patch+json" => (content, body) => JsonPatch.Apply(content, Expect<JsonArray>(body, "a list of operations")),
            "application/merge-patch+json" => (content, body) => MergePatch.Apply(content, Expect<JsonObject>(body, "an object")),
            "application/strategic-merge-patch+json" => (content, body) => StrategicMergePatch.Apply(schema, content, Expect<JsonObject>(body, "an object")),
            var type => throw ApiException.UnsupportedMediaType(type, Types),
        };
        var body = await RequestBody.ReadJsonAsync(context);
        return content => patch(content, body);
    }

    private static T Expect<T>(JsonNode? body, string what)
        where T : JsonNode => body as T ?? throw ApiException.BadRequest($"the patch must be {what}");
}
