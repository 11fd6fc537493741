using System.Net;

namespace DevLoop.Kubernetes.Api;

/// <summary>Makes an exception of an answer that is not what was asked for.</summary>
internal static class RefusedAnswer
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>Reads the body; who answered decides the type: the API, or something in its place.</summary>
    public static async Task<KubernetesException> ReadAsync(ApiExchange exchange, ApiOperation operation, ConnectionFailure failure)
    {
        var response = exchange.Response;
        var code = response.StatusCode;
        var type = response.Content.Headers.ContentType?.MediaType;
        if (code == HttpStatusCode.ProxyAuthenticationRequired)
        {
            return failure.ProxyFailed("it wants a user name and a password: put them into the proxy's URL");
        }

        if ((int)code is >= 300 and < 400)
        {
            return failure.NotKubernetes($"it answered {(int)code} and points to {PlainText.Of(response.Headers.Location?.Host ?? "elsewhere", 100)}");
        }

        var body = await exchange.ReadAsync(ReadSomeAsync);
        if (ApiStatus.TryParse(body) is { } status)
        {
            return new ApiException(operation, code, status, null);
        }

        return type is "text/html" || (int)code is < 400
            ? failure.NotKubernetes($"it answered {(int)code} with {(type is null ? "no type" : PlainText.Of(type, 80))}")
            : new ApiException(operation, code, null, type is null or "text/plain" ? System.Text.Encoding.UTF8.GetString(body) : null);
    }

    private static async ValueTask<byte[]> ReadSomeAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxBytes];
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return buffer[..read];
    }
}
