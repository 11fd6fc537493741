using DevLoop.Sandbox.Errors;

namespace DevLoop.Sandbox.Api;

/// <summary>What a watch asks for in its query.</summary>
/// <param name="FromVersion">The version after which changes count; null to begin with all that exists.</param>
/// <param name="Bookmarks">Whether the client wants to be told the version reached while nothing happens.</param>
/// <param name="Timeout">After which time the server ends the watch.</param>
internal sealed record WatchParameters(long? FromVersion, bool Bookmarks, TimeSpan Timeout)
{
    // As the API server of Kubernetes has it (--min-request-timeout).
    private const long DefaultTimeoutSeconds = 1800;
    private const long MaxTimeoutSeconds = 24 * 3600;

    /// <exception cref="ApiException">The parameters contradict each other.</exception>
    public static WatchParameters Parse(RequestQuery query)
    {
        if (query.Text("sendInitialEvents") is not null)
        {
            throw Invalid("sendInitialEvents", "Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled");
        }

        if (query.Text("resourceVersionMatch") is not null)
        {
            throw Invalid("resourceVersionMatch", "Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        }

        var seconds = query.Number("timeoutSeconds") is > 0 and var asked ? asked : DefaultTimeoutSeconds;
        return new WatchParameters(
            query.Number("resourceVersion") is > 0 and var version ? version : null,
            query.Flag("allowWatchBookmarks"),
            TimeSpan.FromSeconds(Math.Min(seconds, MaxTimeoutSeconds)));
    }

    private static ApiException Invalid(string field, string message) =>
        ApiException.Invalid("meta.k8s.io", "ListOptions", "", [new FieldError("FieldValueForbidden", field, message)]);
}
