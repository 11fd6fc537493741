using System.Buffers;
using System.Net;
using System.Text.Json;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Kubernetes.Api;

/// <summary>Reads one line of a watch.</summary>
internal static class WatchEventReader
{
    /// <exception cref="JsonException">It is no event.</exception>
    public static WatchEvent<T> Read<T>(ReadOnlySequence<byte> line, ApiOperation operation)
        where T : class, IResource<T>
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String
            || !root.TryGetProperty("object", out var content) || content.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("A line of a watch must have a type and an object.");
        }

        return type.GetString() switch
        {
            "ADDED" => Change<T>(WatchEventType.Added, content),
            "MODIFIED" => Change<T>(WatchEventType.Modified, content),
            "DELETED" => Change<T>(WatchEventType.Deleted, content),
            "BOOKMARK" => new WatchEvent<T> { Type = WatchEventType.Bookmark, ResourceVersion = Object<T>(content).Metadata.ResourceVersion },
            "ERROR" => Error<T>(content, operation),
            _ => throw new JsonException("A watch event must be ADDED, MODIFIED, DELETED, BOOKMARK or ERROR."),
        };
    }

    private static WatchEvent<T> Change<T>(WatchEventType type, JsonElement content)
        where T : class, IResource<T>
    {
        var changed = Object<T>(content);
        return changed.Metadata.Name.Length > 0
            ? new WatchEvent<T> { Type = type, Resource = changed, ResourceVersion = changed.Metadata.ResourceVersion }
            : throw new JsonException("An object of a watch must have a name.");
    }

    private static T Object<T>(JsonElement content)
        where T : class, IResource<T> =>
        content.Deserialize(T.Kind.Json) ?? throw new JsonException("A watch event must have an object.");

    private static WatchEvent<T> Error<T>(JsonElement content, ApiOperation operation)
        where T : class
    {
        var status = content.Deserialize(ApiJson.Default.ApiStatus);
        var code = status?.Code is >= 400 and < 600 ? status.Code : (int)HttpStatusCode.InternalServerError;
        return new WatchEvent<T>
        {
            Type = WatchEventType.Error,
            Error = new ApiException(operation, (HttpStatusCode)code, status, null),
        };
    }
}
