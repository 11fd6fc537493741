using System.Globalization;
using DevLoop.Sandbox.Api.Printing;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Storage;
using Microsoft.AspNetCore.Http;

namespace DevLoop.Sandbox.Api;

/// <summary>Lists: whole or in pages, of now or of an earlier version. All pages of one list show the state of its first page.</summary>
internal sealed class ListEndpoint(ObjectStore store)
{
    public Task HandleAsync(HttpContext context, ResourceRequest request, RequestQuery query, ObjectPrinter printer)
    {
        var filter = ObjectFilter.Parse(request, query);
        var token = query.Text("continue") is { } text ? ContinueToken.Parse(text) : null;
        var list = Read(request, Version(request, query, token), token);

        var matching = list.Items.Where(o => (token is null || token.Precedes(o.Namespace, o.Name)) && filter.Matches(o)).ToList();
        var limit = query.Number("limit") is > 0 and var wanted ? (int)Math.Min(wanted, int.MaxValue) : int.MaxValue;
        var page = matching.Take(limit).ToList();
        var head = new ListHead(list.ResourceVersion.ToString(CultureInfo.InvariantCulture));
        if (matching.Count > page.Count)
        {
            var last = page[^1];
            head = head with
            {
                Continue = new ContinueToken(list.ResourceVersion, last.Namespace, last.Name).ToString(),

                // With a selector Kubernetes does not count what it has not looked at.
                Remaining = filter.MatchesAll ? matching.Count - page.Count : null,
            };
        }

        return Answer.JsonAsync(context, writer => printer.WriteList(writer, page.Select(o => o.Content), head));
    }

    /// <summary>The version to list at; null for the newest.</summary>
    /// <exception cref="ApiException">The parameters contradict each other.</exception>
    private long? Version(ResourceRequest request, RequestQuery query, ContinueToken? token)
    {
        var version = query.Number("resourceVersion");
        var match = query.Text("resourceVersionMatch");
        if (token is not null)
        {
            if (version is > 0)
            {
                throw ApiException.BadRequest("specifying resource version is not allowed when using continue");
            }

            return token.ResourceVersion == ContinueToken.Newest ? null : token.ResourceVersion;
        }

        switch (match)
        {
            case null:
            case "NotOlderThan" when version is not null:
                CheckReached(request, version);
                return null;
            case "Exact" when version is > 0:
                return version;
            case "Exact":
                throw ListOptions("resourceVersionMatch", "Forbidden: resourceVersionMatch \"Exact\" is forbidden unless resourceVersion is provided and not \"0\"");
            case "NotOlderThan":
                throw ListOptions("resourceVersionMatch", "Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided");
            default:
                throw ListOptions("resourceVersionMatch", $"Unsupported value: \"{match}\": supported values: \"Exact\", \"NotOlderThan\"");
        }
    }

    private void CheckReached(ResourceRequest request, long? version)
    {
        if (version > store.ResourceVersion)
        {
            throw ApiException.From(StoreException.TooLarge(request.Kind.Resource, version.Value, store.ResourceVersion));
        }
    }

    private StoreList Read(ResourceRequest request, long? version, ContinueToken? token)
    {
        try
        {
            return store.List(request.Kind.Resource, request.Namespace, version);
        }
        catch (StoreException e) when (e.Error == StoreError.Expired && token is not null)
        {
            var newest = token with { ResourceVersion = ContinueToken.Newest };
            throw new ApiException(
                410,
                "Expired",
                "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, "
                + "or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an "
                + "inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.")
            {
                Continue = newest.ToString(),
            };
        }
    }

    private static ApiException ListOptions(string field, string message) =>
        ApiException.Invalid("meta.k8s.io", "ListOptions", "", [new FieldError("FieldValueForbidden", field, message)]);
}
