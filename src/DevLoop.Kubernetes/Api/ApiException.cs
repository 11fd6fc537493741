using System.Net;

namespace DevLoop.Kubernetes.Api;

/// <summary>The API answered, and refused. The message is the sentence for a person.</summary>
public sealed class ApiException : KubernetesException
{
    internal ApiException(ApiOperation operation, HttpStatusCode statusCode, ApiStatus? status, string? text)
        : base(RefusalSentence.For(operation, statusCode, status, text))
    {
        Operation = operation;
        StatusCode = statusCode;
        HasStatus = status is not null;
        Reason = ReasonOf(statusCode, status?.Reason);
        ServerMessage = PlainText.Of(status?.Message ?? text);
        RetryAfter = status?.Details is { RetryAfterSeconds: > 0 and <= 3600 } details
            ? TimeSpan.FromSeconds(details.RetryAfterSeconds)
            : null;
    }

    /// <summary>What was asked.</summary>
    public ApiOperation Operation { get; }

    /// <summary>Why it was refused.</summary>
    public ApiError Reason { get; }

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>Whether the refusal has the API's own form; one that has not may be a proxy's or a load balancer's.</summary>
    public bool HasStatus { get; }

    /// <summary>
    /// Whether the version to go on from is one that the cluster has not got to: it was restored, or made anew, and counts from lower on.
    /// A server that waits for that version in vain says so in its words alone.
    /// </summary>
    public bool IsVersionTooLarge => HasStatus && ServerMessage.Contains("Too large resource version", StringComparison.OrdinalIgnoreCase);

    /// <summary>The server's own sentence, made safe to show; empty when it gave none.</summary>
    public string ServerMessage { get; }

    /// <summary>How long the server asks to be left alone; null when it does not.</summary>
    public TimeSpan? RetryAfter { get; }

    private static ApiError ReasonOf(HttpStatusCode code, string? reason) => (int)code switch
    {
        400 => ApiError.BadRequest,
        401 => ApiError.Unauthorized,
        403 => ApiError.Forbidden,
        404 => ApiError.NotFound,
        409 => reason == "AlreadyExists" ? ApiError.AlreadyExists : ApiError.Conflict,
        410 => ApiError.Expired,
        422 => ApiError.Invalid,
        429 => ApiError.TooManyRequests,
        >= 500 => ApiError.ServerFailed,
        _ => ApiError.Other,
    };
}
