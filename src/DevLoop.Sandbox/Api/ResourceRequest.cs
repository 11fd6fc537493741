using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Kinds;

namespace DevLoop.Sandbox.Api;

/// <summary>What a path of the resource API points at.</summary>
/// <param name="Kind">The kind of object.</param>
/// <param name="Namespace">The namespace; null for all of them, empty for a kind outside of namespaces.</param>
/// <param name="Name">The object; null for the collection.</param>
/// <param name="Subresource">Empty for the object itself.</param>
internal sealed record ResourceRequest(ResourceKind Kind, string? Namespace, string? Name, string Subresource)
{
    /// <summary>
    /// Reads <c>/api/v1/…</c> and <c>/apis/{group}/{version}/…</c>: <c>[namespaces/{namespace}/]{plural}[/{name}[/{subresource}]]</c>.
    /// </summary>
    /// <exception cref="ApiException">404: there is nothing at this path.</exception>
    public static ResourceRequest Parse(string path, KindCatalog kinds)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (group, rest) = segments switch
        {
            ["api", var v, .. var r] => ((Name: "", Version: v), r),
            ["apis", var g, var v, .. var r] => ((Name: g, Version: v), r),
            _ => throw ApiException.NoSuchResource(),
        };

        // Below a namespace is another kind, unless what follows is a subresource of the namespace itself.
        if (rest is ["namespaces", var @namespace, var plural, ..] && plural is not ("status" or "finalize"))
        {
            var kind = kinds.ByPath(group.Name, group.Version, plural);
            return kind is { IsNamespaced: true } ? Object(kind, @namespace, rest[3..]) : throw ApiException.NoSuchResource();
        }

        if (rest.Length > 0 && kinds.ByPath(group.Name, group.Version, rest[0]) is { } found)
        {
            return !found.IsNamespaced ? Object(found, "", rest[1..])
                : rest.Length == 1 ? new ResourceRequest(found, null, null, "")
                : throw ApiException.NoSuchResource();
        }

        throw ApiException.NoSuchResource();
    }

    private static ResourceRequest Object(ResourceKind kind, string @namespace, string[] rest) => rest switch
    {
        [] => new ResourceRequest(kind, @namespace, null, ""),
        [var name] => new ResourceRequest(kind, @namespace, name, ""),
        [var name, "status"] when kind.HasStatus => new ResourceRequest(kind, @namespace, name, "status"),
        [var name, "scale"] when kind.HasScale => new ResourceRequest(kind, @namespace, name, "scale"),
        [var name, "eviction"] when kind.Subresources.Any(s => s.Name == "eviction") => new ResourceRequest(kind, @namespace, name, "eviction"),
        _ => throw ApiException.NoSuchResource(),
    };
}
