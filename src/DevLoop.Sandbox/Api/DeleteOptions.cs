using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Registry;

namespace DevLoop.Sandbox.Api;

/// <summary>The API's <c>DeleteOptions</c>, in the body of a deletion or within an eviction, and as parameters.</summary>
internal static class DeleteOptions
{
    /// <exception cref="ApiException">400 or 422: an option cannot be read.</exception>
    public static DeletionOptions Read(JsonObject? body, RequestQuery query)
    {
        var grace = body.Integer("gracePeriodSeconds") ?? query.Number("gracePeriodSeconds");
        if (grace < 0)
        {
            throw ApiException.BadRequest("gracePeriodSeconds must be 0 or more");
        }

        var version = body.Text("preconditions", "resourceVersion");
        return new DeletionOptions
        {
            GracePeriodSeconds = grace,
            Propagation = Propagation(body.Text("propagationPolicy") ?? query.Text("propagationPolicy")),
            Uid = body.Text("preconditions", "uid"),
            ResourceVersion = version is null ? null
                : long.TryParse(version, out var number) ? number
                : throw ApiException.BadRequest($"preconditions.resourceVersion is not a version: \"{version}\""),
            DryRun = query.DryRun() || body.Texts("dryRun").Contains("All", StringComparer.Ordinal),
        };
    }

    private static PropagationPolicy Propagation(string? policy)
    {
        if (policy is null)
        {
            return PropagationPolicy.Background;
        }

        var names = Enum.GetNames<PropagationPolicy>();
        return names.Contains(policy, StringComparer.Ordinal)
            ? Enum.Parse<PropagationPolicy>(policy)
            : throw ApiException.Invalid("meta.k8s.io", "DeleteOptions", "", [FieldError.NotSupported("propagationPolicy", policy, names)]);
    }
}
