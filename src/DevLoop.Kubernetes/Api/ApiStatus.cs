using System.Text.Json;

namespace DevLoop.Kubernetes.Api;

/// <summary>The body of a refusal, see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/.</summary>
internal sealed record ApiStatus
{
    public string? Kind { get; init; }

    public int Code { get; init; }

    public string? Reason { get; init; }

    public string? Message { get; init; }

    public ApiStatusDetails? Details { get; init; }

    /// <summary>The Status in <paramref name="body"/>; null when it is something else.</summary>
    public static ApiStatus? TryParse(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ApiJson.Default.ApiStatus) is { Kind: "Status" } status ? status : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
