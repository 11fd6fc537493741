using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using DevLoop.Kubernetes.Resources;
using Microsoft.Extensions.Logging;

namespace DevLoop.Kubernetes.Api;

/// <summary>
/// The calls of the API that this program makes, for any kind that has a description. Every call throws
/// <see cref="ApiException"/> when the cluster refuses, <see cref="ClusterConnectionException"/> when it cannot be talked
/// to, <see cref="Authentication.KubeconfigException"/> when there are no credentials to be had, and
/// <see cref="ArgumentException"/> for a name that no object can have.
/// </summary>
public sealed class ApiClient(ClusterTransport transport, ILoggerFactory loggerFactory)
{
    private const int Restarts = 3;

    private readonly ILogger _logger = loggerFactory.CreateLogger<ApiClient>();

    /// <summary>One object.</summary>
    public Task<T> GetAsync<T>(string? ns, string name, CancellationToken cancellationToken)
        where T : class, IResource<T> =>
        SendAsync(Operation<T>("get", ns, name), HttpMethod.Get, ResourcePath.Of(T.Kind, ns, name), null, T.Kind.Json, cancellationToken);

    /// <summary>All objects that match, page by page; <paramref name="ns"/> null means all namespaces.</summary>
    public async Task<ResourceList<T>> ListAsync<T>(string? ns, ResourceSelector selector, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        for (var restart = 0; ; restart++)
        {
            try
            {
                return await ListPagesAsync<T>(ns, selector, cancellationToken);
            }
            catch (ApiException e) when (e.Reason == ApiError.Expired && restart < Restarts)
            {
                // The pages are a snapshot that the server keeps for some minutes only.
                ApiLog.ListExpired(_logger, T.Kind.Plural);
            }
        }
    }

    /// <summary>What happens to the objects, until the server ends the watch; <paramref name="ns"/> null means all namespaces.</summary>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        string? ns, WatchOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        using var watch = await OpenWatchAsync<T>(ns, options, cancellationToken);
        await foreach (var next in watch.ReadAsync(cancellationToken))
        {
            yield return next;
        }
    }

    /// <summary>Makes an object.</summary>
    public Task<T> CreateAsync<T>(string? ns, JsonNode body, CancellationToken cancellationToken)
        where T : class, IResource<T> =>
        SendAsync(Operation<T>("create", ns, null), HttpMethod.Post, ResourcePath.Of(T.Kind, ns), Json(body), T.Kind.Json, cancellationToken);

    /// <summary>Changes an object.</summary>
    public Task<T> PatchAsync<T>(string? ns, string name, Patch patch, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        var path = ResourcePath.Of(T.Kind, ns, name) + ResourcePath.Query(("fieldManager", patch.FieldManager));
        return SendAsync(Operation<T>("patch", ns, name), HttpMethod.Patch, path, (patch.Body.ToJsonString(), patch.ContentType), T.Kind.Json, cancellationToken);
    }

    /// <summary>Deletes an object; it may take its grace period to go. <paramref name="gracePeriod"/> null means the object's own.</summary>
    public async Task DeleteAsync<T>(string? ns, string name, TimeSpan? gracePeriod, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        var options = gracePeriod is { } grace ? new JsonObject { ["gracePeriodSeconds"] = (long)grace.TotalSeconds } : null;
        await SendAsync(Operation<T>("delete", ns, name), HttpMethod.Delete, ResourcePath.Of(T.Kind, ns, name), options is null ? null : Json(options), ReadNodeAsync, cancellationToken);
    }

    /// <summary>
    /// A call that has no kind of its own, such as <c>GET /version</c>. <paramref name="pathAndQuery"/> starts with a
    /// slash and is already escaped.
    /// </summary>
    public Task<JsonNode?> SendRawAsync(HttpMethod method, string pathAndQuery, JsonNode? body, CancellationToken cancellationToken)
    {
        var verb = method == HttpMethod.Get ? "get" : method == HttpMethod.Post ? "create" : method == HttpMethod.Put ? "update" : method.Method.ToLowerInvariant();
        return SendAsync(new ApiOperation(verb, pathAndQuery.Split('?')[0]), method, pathAndQuery, body is null ? null : Json(body), ReadNodeAsync, cancellationToken);
    }

    internal async Task<WatchStream<T>> OpenWatchAsync<T>(string? ns, WatchOptions options, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        var operation = Operation<T>("watch", ns, null);
        var path = ResourcePath.Of(T.Kind, ns) + ResourcePath.Query(
            ("watch", "true"),
            ("allowWatchBookmarks", "true"),
            ("resourceVersion", options.ResourceVersion),
            ("labelSelector", options.Selector.Label),
            ("fieldSelector", options.Selector.Field),
            ("timeoutSeconds", $"{Math.Max(1, (long)options.Timeout.TotalSeconds)}"));
        var exchange = await ExchangeAsync(operation, HttpMethod.Get, path, null, cancellationToken);
        exchange.Deadline.Restart(options.Timeout + transport.Limits.WatchGrace);
        return new WatchStream<T>(exchange, operation, transport.Failure, transport.Limits.WatchEventBytes);
    }

    private static ApiOperation Operation<T>(string verb, string? ns, string? name)
        where T : class, IResource<T> => new(verb, T.Kind.Plural, T.Kind.Namespaced ? ns : null, name);

    private static (string Text, string Type) Json(JsonNode body) => (body.ToJsonString(), "application/json");

    private async Task<ResourceList<T>> ListPagesAsync<T>(string? ns, ResourceSelector selector, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        var items = new List<T>();
        string? next = null;
        var bytes = 0L;
        var limits = transport.Limits;
        for (var page = 0; page < limits.Pages; page++)
        {
            var path = ResourcePath.Of(T.Kind, ns) + ResourcePath.Query(
                ("limit", $"{limits.PageSize}"),
                ("continue", next),
                ("labelSelector", selector.Label),
                ("fieldSelector", selector.Field));
            var (list, size) = await SendAsync(Operation<T>("list", ns, null), HttpMethod.Get, path, null, ReadPageAsync, cancellationToken);
            items.AddRange(list.Items);
            bytes += size;
            if (items.Count > limits.ListObjects)
            {
                throw TooLong<T>($"has more than {limits.ListObjects} objects");
            }

            if (bytes > limits.ListBytes)
            {
                throw TooLong<T>($"is larger than {limits.ListBytes} bytes");
            }

            next = list.Metadata.Continue;
            if (string.IsNullOrEmpty(next))
            {
                return list with { Items = items };
            }
        }

        throw TooLong<T>($"does not end after {limits.Pages} pages");

        static async ValueTask<(ResourceList<T> Page, long Size)> ReadPageAsync(BoundedStream body, CancellationToken cancellationToken)
        {
            var list = await ReadAsync(body, T.Kind.ListJson, cancellationToken);
            return (list, body.BytesRead);
        }
    }

    private static ClusterConnectionException TooLong<T>(string what)
        where T : class, IResource<T> => new(
            ClusterConnectionError.AnswerTooLarge, $"The list of {T.Kind.Plural} {what}: ask for one namespace, or fewer objects by label.");

    private Task<TResult> SendAsync<TResult>(
        ApiOperation operation, HttpMethod method, string path, (string Text, string Type)? body, JsonTypeInfo<TResult> json, CancellationToken cancellationToken) =>
        SendAsync(operation, method, path, body, (stream, token) => ReadAsync(stream, json, token), cancellationToken);

    private async Task<TResult> SendAsync<TResult>(
        ApiOperation operation,
        HttpMethod method,
        string path,
        (string Text, string Type)? body,
        Func<BoundedStream, CancellationToken, ValueTask<TResult>> read,
        CancellationToken cancellationToken)
    {
        using var exchange = await ExchangeAsync(operation, method, path, body, cancellationToken);
        return await exchange.ReadAsync((stream, token) => read(new BoundedStream(stream, transport.Limits.BodyBytes), token));
    }

    private async Task<ApiExchange> ExchangeAsync(
        ApiOperation operation, HttpMethod method, string path, (string Text, string Type)? body, CancellationToken cancellationToken)
    {
        var exchange = await transport.SendAsync(path, Create, ConnectionUse.Requests, transport.Limits.Request, cancellationToken);
        if (exchange.Response is { IsSuccessStatusCode: true, Content.Headers.ContentType.MediaType: "application/json" })
        {
            return exchange;
        }

        using (exchange)
        {
            throw await RefusedAnswer.ReadAsync(exchange, operation, transport.Failure);
        }

        HttpRequestMessage Create(Uri url) => new(method, url)
        {
            Content = body is { } content ? new StringContent(content.Text, Encoding.UTF8, new MediaTypeHeaderValue(content.Type)) : null,
        };
    }

    private static async ValueTask<TResult> ReadAsync<TResult>(Stream stream, JsonTypeInfo<TResult> json, CancellationToken cancellationToken) =>
        await JsonSerializer.DeserializeAsync(stream, json, cancellationToken) ?? throw new JsonException("The answer is null.");

    private static async ValueTask<JsonNode?> ReadNodeAsync(Stream stream, CancellationToken cancellationToken) =>
        await JsonNode.ParseAsync(stream, cancellationToken: cancellationToken);
}
