using DevLoop.Sandbox.Storage;
using Microsoft.AspNetCore.Http;

namespace DevLoop.Sandbox.Faults;

/// <summary>What a request asks for, in the words in which permissions are given.</summary>
/// <param name="Verb">get, list, watch, create, update, patch, delete or deletecollection.</param>
/// <param name="Resource">The kind.</param>
/// <param name="Subresource">Empty for the object itself.</param>
/// <param name="Namespace">Null for all, and for kinds outside of namespaces.</param>
/// <param name="Name">Empty for the collection, unless a field selector picks one object of it.</param>
internal sealed record ApiRequest(string Verb, GroupResource Resource, string Subresource, string? Namespace, string Name)
{
    private const string NameSelector = "metadata.name=";

    /// <summary><c>pods</c>, <c>pods/portforward</c>.</summary>
    public string Asked => Subresource.Length == 0 ? Resource.Resource : $"{Resource.Resource}/{Subresource}";

    /// <summary>Reads a request's method and path; null when it is about no resource.</summary>
    public static ApiRequest? Parse(HttpRequest request)
    {
        var segments = (request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (group, rest) = segments switch
        {
            ["api", _, .. var r] => ("", r),
            ["apis", var g, _, .. var r] => (g, r),
            _ => ("", []),
        };
        string? @namespace = null;
        if (rest is ["namespaces", var home, _, ..] and not [_, _, "status" or "finalize"])
        {
            (@namespace, rest) = (home, rest[2..]);
        }

        if (rest.Length == 0)
        {
            return null;
        }

        var name = rest.Length > 1 ? rest[1] : OnlyName(request);
        var subresource = rest.Length > 2 ? rest[2] : "";
        return new ApiRequest(VerbOf(request, rest.Length == 1, subresource), new GroupResource(group, rest[0]), subresource, @namespace, name);
    }

    // Roles with resourceNames allow lists and watches of these names, see https://kubernetes.io/docs/reference/access-authn-authz/rbac/.
    private static string OnlyName(HttpRequest request) =>
        request.Query["fieldSelector"].ToString() is var selector && selector.StartsWith(NameSelector, StringComparison.Ordinal) && !selector.Contains(',', StringComparison.Ordinal)
            ? selector[NameSelector.Length..]
            : "";

    // Whoever opens a stream into a pod creates it, by whichever method.
    private static string VerbOf(HttpRequest request, bool isCollection, string subresource) => request.Method switch
    {
        _ when subresource == "portforward" => "create",
        "GET" or "HEAD" when request.Query["watch"].ToString() is "true" or "1" => "watch",
        "GET" or "HEAD" => isCollection ? "list" : "get",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => isCollection ? "deletecollection" : "delete",
        var other => other,
    };
}
