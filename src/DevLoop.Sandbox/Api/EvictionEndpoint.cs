using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Registry;
using Microsoft.AspNetCore.Http;

namespace DevLoop.Sandbox.Api;

/// <summary>The eviction of a pod by a client, which is a deletion that a disruption budget may refuse. This cluster has none of those.</summary>
internal sealed class EvictionEndpoint(ObjectDeletion deletion)
{
    /// <exception cref="ApiException">The request is refused.</exception>
    /// <exception cref="Storage.StoreException">There is no such pod.</exception>
    public async Task HandleAsync(HttpContext context, ResourceRequest request, string name, RequestQuery query)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            throw ApiException.MethodNotAllowed();
        }

        var body = await RequestBody.ReadObjectAsync(context);
        if (body.Text("metadata", "name") is { Length: > 0 } named && named != name)
        {
            throw ApiException.BadRequest($"the name of the eviction ({named}) does not match the name on the URL ({name})");
        }

        deletion.Delete(request.Kind, request.Namespace!, name, DeleteOptions.Read(body.Object("deleteOptions"), query));
        await Answer.JsonAsync(context, StatusBody.Success(new StatusDetails()), StatusCodes.Status201Created);
    }
}
