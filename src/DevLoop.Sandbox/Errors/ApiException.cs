using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Errors;

/// <summary>A refusal that the client sees as a <c>Status</c> of Kubernetes.</summary>
internal sealed class ApiException(int code, string reason, string message, StatusDetails? details = null) : Exception(message)
{
    public int Code { get; } = code;

    public string Reason { get; } = reason;

    public StatusDetails? Details { get; } = details;

    /// <summary>The <c>metadata.continue</c> of the status: how to go on with a list whose token is too old.</summary>
    public string? Continue { get; init; }

    public static ApiException BadRequest(string message) => new(400, "BadRequest", message);

    public static ApiException Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    /// <summary>A path that leads nowhere.</summary>
    public static ApiException NoSuchResource() =>
        new(404, "NotFound", "the server could not find the requested resource", new StatusDetails());

    public static ApiException MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", new StatusDetails());

    public static ApiException NotAcceptable() =>
        new(406, "NotAcceptable", "only the following media types are accepted: application/json, application/yaml");

    public static ApiException UnsupportedMediaType(string given, string accepted) =>
        new(415, "UnsupportedMediaType", $"the body of the request was in an unknown format ({given}) - accepted media types include: {accepted}");

    public static ApiException TooLarge(long limit) =>
        new(413, "RequestEntityTooLarge", $"Request entity too large: limit is {limit}");

    public static ApiException Forbidden(GroupResource resource, string name, string why) =>
        new(403, "Forbidden", $"{resource} \"{name}\" is forbidden: {why}", new StatusDetails(name, resource.Group, resource.Resource));

    /// <summary>The caller may not do what it asks for.</summary>
    public static ApiException Forbidden(GroupResource resource, string name, string user, string verb, string asked, string? @namespace)
    {
        var about = name.Length == 0 ? resource.ToString() : $"{resource} \"{name}\"";
        var scope = @namespace is null ? "at the cluster scope" : $"in the namespace \"{@namespace}\"";
        return new ApiException(
            403,
            "Forbidden",
            $"{about} is forbidden: User \"{user}\" cannot {verb} resource \"{asked}\" in API group \"{resource.Group}\" {scope}",
            new StatusDetails(name, resource.Group, resource.Resource));
    }

    /// <summary>The server cannot answer now.</summary>
    public static ApiException Unavailable() =>
        new(503, "ServiceUnavailable", "the server is currently unable to handle the request", new StatusDetails { RetryAfterSeconds = 1 });

    /// <summary>The object itself is wrong.</summary>
    public static ApiException Invalid(string group, string kind, string name, IReadOnlyList<FieldError> errors)
    {
        var text = errors.Count == 1 ? errors[0].ToString() : $"[{string.Join(", ", errors)}]";
        return new ApiException(422, "Invalid", $"{(group.Length == 0 ? kind : $"{kind}.{group}")} \"{name}\" is invalid: {text}", new StatusDetails(name, group, kind)
        {
            Causes = [.. errors.Select(e => new StatusCause(e.Reason, e.Message, e.Field))],
        });
    }

    /// <summary>What the store refused, as the API says it.</summary>
    public static ApiException From(StoreException e)
    {
        var details = new StatusDetails(e.Name, e.Resource.Group, e.Resource.Resource);
        return e.Error switch
        {
            StoreError.NotFound => new ApiException(404, "NotFound", e.Message, details),
            StoreError.AlreadyExists => new ApiException(409, "AlreadyExists", e.Message, details),
            StoreError.Conflict => new ApiException(409, "Conflict", e.Message, details),
            StoreError.Expired => new ApiException(410, "Expired", e.Message),
            StoreError.TooLargeResourceVersion => new ApiException(504, "Timeout", e.Message, new StatusDetails
            {
                Causes = [new StatusCause("ResourceVersionTooLarge", "Too large resource version", "")],
                RetryAfterSeconds = 1,
            }),
            _ => throw new InvalidOperationException($"No status for {e.Error}.", e),
        };
    }
}
