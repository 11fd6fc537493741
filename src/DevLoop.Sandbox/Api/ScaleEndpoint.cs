using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds.Workloads;
using DevLoop.Sandbox.Registry;
using DevLoop.Sandbox.Schemas;
using DevLoop.Sandbox.Storage;
using Microsoft.AspNetCore.Http;

namespace DevLoop.Sandbox.Api;

/// <summary>The <c>scale</c> of an object: its number of pods, read and written alike for every kind.</summary>
internal sealed class ScaleEndpoint(ObjectStore store, ObjectRegistry registry)
{
    /// <exception cref="ApiException">The request is refused.</exception>
    public async Task HandleAsync(HttpContext context, ResourceRequest request, string name, RequestQuery query)
    {
        switch (context.Request.Method)
        {
            case "GET" or "HEAD":
                await Answer.JsonAsync(context, Scale(store.Get(request.Kind.Resource, request.Namespace!, name).Content));
                break;
            case "PUT":
                var body = await RequestBody.ReadObjectAsync(context) ?? throw ApiException.BadRequest("the body of the request is empty; a Scale was expected");
                await WriteAsync(context, request, name, query, _ => body);
                break;
            case "PATCH":
                await WriteAsync(context, request, name, query, await ObjectPatch.ReadAsync(context, SchemaCatalog.Default["Scale"]));
                break;
            default:
                throw ApiException.MethodNotAllowed();
        }
    }

    private Task WriteAsync(HttpContext context, ResourceRequest request, string name, RequestQuery query, Func<JsonObject, JsonObject> change)
    {
        var written = registry.Update(request.Kind, request.Namespace!, name, content => Resize(content, change(Scale(content))), WriteEndpoint.Options(context, query, "scale"));
        return Answer.JsonAsync(context, Scale(written));
    }

    private static JsonObject Resize(JsonObject content, JsonObject scale)
    {
        var replicas = scale.Integer("spec", "replicas") ?? 0;
        if (replicas < 0)
        {
            throw ApiException.Invalid("autoscaling", "Scale", content.Metadata("name") ?? "", [FieldError.Invalid("spec.replicas", replicas, "must be greater than or equal to 0")]);
        }

        // A scale of another version than the object's is refused as the object itself would be.
        content.EnsureMetadata()["resourceVersion"] = scale.Text("metadata", "resourceVersion");
        content.Ensure("spec")["replicas"] = replicas;
        return content;
    }

    private static JsonObject Scale(JsonObject content)
    {
        var metadata = new JsonObject();
        foreach (var field in (ReadOnlySpan<string>)["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
        {
            metadata[field] = content.Metadata(field);
        }

        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["replicas"] = content.Integer("spec", "replicas") ?? 0 },
            ["status"] = new JsonObject { ["replicas"] = content.Integer("status", "replicas") ?? 0, ["selector"] = PodSelector.Of(content).ToString() },
        };
    }
}
