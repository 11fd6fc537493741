using DevLoop.Sandbox.Api.Printing;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Registry;
using DevLoop.Sandbox.Storage;
using Microsoft.AspNetCore.Http;

namespace DevLoop.Sandbox.Api;

/// <summary>Deletion of one object, or of all that a selector matches.</summary>
internal sealed class DeleteEndpoint(ObjectStore store, ObjectDeletion deletion)
{
    public async Task OneAsync(HttpContext context, ResourceRequest request, string name, RequestQuery query, ObjectPrinter printer)
    {
        var options = await OptionsAsync(context, query);
        var result = deletion.Delete(request.Kind, request.Namespace!, name, options);
        if (!result.Gone)
        {
            await Answer.JsonAsync(context, writer => printer.WriteObject(writer, result.Content));
            return;
        }

        await Answer.JsonAsync(context, StatusBody.Success(
            new StatusDetails(name, request.Kind.Group, request.Kind.Resource.Resource, result.Content.Metadata("uid"))));
    }

    public async Task CollectionAsync(HttpContext context, ResourceRequest request, RequestQuery query, ObjectPrinter printer)
    {
        if (request.Namespace is null)
        {
            throw ApiException.MethodNotAllowed();
        }

        var options = await OptionsAsync(context, query);
        var filter = ObjectFilter.Parse(request, query);
        var list = store.List(request.Kind.Resource, request.Namespace);
        var matching = list.Items.Where(filter.Matches).ToList();
        foreach (var found in matching)
        {
            try
            {
                deletion.Delete(request.Kind, found.Namespace, found.Name, options with { Uid = found.Uid });
            }
            catch (StoreException e) when (e.Error is StoreError.NotFound or StoreError.Conflict)
            {
                // It went by itself in the meantime.
            }
        }

        await Answer.JsonAsync(context, writer => printer.WriteList(writer, matching.Select(o => o.Content), new ListHead(list.ResourceVersion.ToString())));
    }

    private static async Task<DeletionOptions> OptionsAsync(HttpContext context, RequestQuery query) =>
        DeleteOptions.Read(await RequestBody.ReadObjectAsync(context), query);
}
