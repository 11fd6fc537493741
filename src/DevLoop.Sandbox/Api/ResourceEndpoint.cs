using DevLoop.Sandbox.Api.Printing;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Faults;
using DevLoop.Sandbox.Kinds;
using DevLoop.Sandbox.Registry;
using DevLoop.Sandbox.Storage;
using Microsoft.AspNetCore.Http;

namespace DevLoop.Sandbox.Api;

/// <summary>Everything below <c>/api/v1</c> and <c>/apis/{group}/{version}</c>: finds the kind and the verb.</summary>
internal sealed class ResourceEndpoint(ObjectStore store, KindCatalog kinds, TimeProvider clock, WatchFaults faults)
{
    private readonly ListEndpoint _list = new(store);
    private readonly WatchEndpoint _watch = new(store, clock, faults);
    private readonly WriteEndpoint _write = new(new ObjectRegistry(store, clock));
    private readonly DeleteEndpoint _delete = new(store, new ObjectDeletion(store, clock));
    private readonly ScaleEndpoint _scale = new(store, new ObjectRegistry(store, clock));
    private readonly EvictionEndpoint _eviction = new(new ObjectDeletion(store, clock));

    /// <param name="context">The request.</param>
    /// <param name="stopping">Ends watches when the server stops.</param>
    /// <exception cref="ApiException">The request is refused.</exception>
    /// <exception cref="StoreException">So does the store.</exception>
    public Task HandleAsync(HttpContext context, CancellationToken stopping)
    {
        var request = ResourceRequest.Parse(context.Request.Path.Value ?? "", kinds);
        var query = new RequestQuery(context.Request.Query);
        if (request is { Subresource: "scale", Name: { } scaled })
        {
            return _scale.HandleAsync(context, request, scaled, query);
        }

        if (request is { Subresource: "eviction", Name: { } evicted })
        {
            return _eviction.HandleAsync(context, request, evicted, query);
        }

        var printer = new ObjectPrinter(request.Kind, Acceptance.View(context), query.Text("includeObject") == "Object", clock);
        return context.Request.Method switch
        {
            "GET" or "HEAD" when query.Flag("watch") => _watch.HandleAsync(context, request, query, printer, stopping),
            "GET" or "HEAD" when request.Name is null => _list.HandleAsync(context, request, query, printer),
            "GET" or "HEAD" => GetAsync(context, request, request.Name, printer),
            "POST" => _write.CreateAsync(context, request, query, printer),
            "PUT" when request.Name is { } name => _write.ReplaceAsync(context, request, name, query, printer),
            "PATCH" when request.Name is { } name => _write.PatchAsync(context, request, name, query, printer),
            "DELETE" when request.Name is { } name && request.Subresource.Length == 0 => _delete.OneAsync(context, request, name, query, printer),
            "DELETE" when request.Name is null => _delete.CollectionAsync(context, request, query, printer),
            _ => throw ApiException.MethodNotAllowed(),
        };
    }

    private Task GetAsync(HttpContext context, ResourceRequest request, string name, ObjectPrinter printer)
    {
        var found = store.Get(request.Kind.Resource, request.Namespace!, name);
        return Answer.JsonAsync(context, writer => printer.WriteObject(writer, found.Content));
    }
}
