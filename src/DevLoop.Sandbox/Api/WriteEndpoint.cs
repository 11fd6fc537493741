using System.Text.Json.Nodes;
using DevLoop.Sandbox.Api.Printing;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds;
using DevLoop.Sandbox.Registry;
using Microsoft.AspNetCore.Http;

namespace DevLoop.Sandbox.Api;

/// <summary>Create, replace and patch.</summary>
internal sealed class WriteEndpoint(ObjectRegistry registry)
{
    // As the API of Kubernetes has it.
    private const int MaxFieldManager = 128;

    public async Task CreateAsync(HttpContext context, ResourceRequest request, RequestQuery query, ObjectPrinter printer)
    {
        if (request.Name is not null || request.Namespace is null)
        {
            throw ApiException.MethodNotAllowed();
        }

        var content = await ReadAsync(context, request.Kind);
        var options = Options(context, query, request.Subresource);
        await AnswerAsync(context, printer, options, registry.Create(request.Kind, request.Namespace, content, options), StatusCodes.Status201Created);
    }

    public async Task ReplaceAsync(HttpContext context, ResourceRequest request, string name, RequestQuery query, ObjectPrinter printer)
    {
        var content = await ReadAsync(context, request.Kind);
        var options = Options(context, query, request.Subresource);
        var written = registry.Update(request.Kind, request.Namespace!, name, _ => content.DeepClone().AsObject(), options);
        await AnswerAsync(context, printer, options, written);
    }

    public async Task PatchAsync(HttpContext context, ResourceRequest request, string name, RequestQuery query, ObjectPrinter printer)
    {
        if (context.MediaType() == ObjectPatch.Apply)
        {
            await ApplyAsync(context, request, name, query, printer);
            return;
        }

        var patch = await ObjectPatch.ReadAsync(context, request.Kind.Schema);
        var options = Options(context, query, request.Subresource);
        var written = registry.Update(request.Kind, request.Namespace!, name, patch, options);
        await AnswerAsync(context, printer, options, written);
    }

    private async Task ApplyAsync(HttpContext context, ResourceRequest request, string name, RequestQuery query, ObjectPrinter printer)
    {
        if (query.Text("fieldManager") is null)
        {
            throw ApiException.Invalid("meta.k8s.io", "PatchOptions", "", [FieldError.Required("fieldManager", "is required for apply patch")]);
        }

        var content = await ReadAsync(context, request.Kind);
        if (content.At("metadata", "managedFields") is JsonArray { Count: > 0 })
        {
            throw ApiException.BadRequest("metadata.managedFields must be nil");
        }

        content.Ensure("metadata").SetDefault("name", name);
        if (content.Text("metadata", "name") != name)
        {
            throw ApiException.BadRequest($"the name of the object ({content.Text("metadata", "name")}) does not match the name on the URL ({name})");
        }

        var options = Options(context, query, request.Subresource);
        var (written, created) = registry.Apply(request.Kind, request.Namespace!, name, content, query.Flag("force"), options);
        await AnswerAsync(context, printer, options, written, created ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static async Task<JsonObject> ReadAsync(HttpContext context, ResourceKind kind)
    {
        var content = await RequestBody.ReadObjectAsync(context)
            ?? throw ApiException.BadRequest($"the body of the request is empty; a {kind.Kind} was expected");
        var (apiVersion, name) = (content.Text("apiVersion"), content.Text("kind"));
        if ((apiVersion is not null && apiVersion != kind.ApiVersion) || (name is not null && name != kind.Kind))
        {
            throw ApiException.BadRequest(
                $"the object provided is unrecognized (must be of type {kind.Kind}): it is of kind \"{name}\" in version \"{apiVersion}\", \"{kind.Kind}\" in version \"{kind.ApiVersion}\" was expected");
        }

        return content;
    }

    /// <summary>How a request asks for its write to be done.</summary>
    /// <exception cref="ApiException">A parameter cannot be read.</exception>
    public static WriteOptions Options(HttpContext context, RequestQuery query, string subresource) => new()
    {
        FieldManager = FieldManager(context, query),
        DryRun = query.DryRun(),
        FieldValidation = query.FieldValidation(),
        Subresource = subresource,
    };

    // A client that does not name itself is named after its program, as its User-Agent has it.
    private static string FieldManager(HttpContext context, RequestQuery query)
    {
        var program = context.Request.Headers.UserAgent.ToString().Split('/')[0];
        var manager = query.Text("fieldManager") ?? (program.Length > 0 ? program[..Math.Min(program.Length, MaxFieldManager)] : "unknown");
        return manager.Length <= MaxFieldManager && !manager.Any(char.IsControl)
            ? manager
            : throw ApiException.BadRequest($"fieldManager: must be no more than {MaxFieldManager} printable characters");
    }

    private static Task AnswerAsync(
        HttpContext context, ObjectPrinter printer, WriteOptions options, JsonObject written, int status = StatusCodes.Status200OK)
    {
        foreach (var warning in options.Warnings)
        {
            Answer.Warn(context, warning);
        }

        return Answer.JsonAsync(context, writer => printer.WriteObject(writer, written), status);
    }
}
