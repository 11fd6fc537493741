namespace DevLoop.Kubernetes.Api;

/// <summary>Why the cluster did not do what it was asked.</summary>
public enum ApiError
{
    /// <summary>Something else, see the status code.</summary>
    Other,

    /// <summary>400: the request makes no sense to it.</summary>
    BadRequest,

    /// <summary>401: it does not know who asks.</summary>
    Unauthorized,

    /// <summary>403: who asks may not.</summary>
    Forbidden,

    /// <summary>404: there is no such object or kind.</summary>
    NotFound,

    /// <summary>409: the name is taken.</summary>
    AlreadyExists,

    /// <summary>409: the object has changed in between.</summary>
    Conflict,

    /// <summary>410: the version to go on from is too old; list again.</summary>
    Expired,

    /// <summary>422: the object is not valid.</summary>
    Invalid,

    /// <summary>429: too many requests.</summary>
    TooManyRequests,

    /// <summary>5xx: it failed itself.</summary>
    ServerFailed,
}
