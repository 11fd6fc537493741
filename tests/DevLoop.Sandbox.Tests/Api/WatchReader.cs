using System.Text.Json.Nodes;
using DevLoop.Testing;

namespace DevLoop.Sandbox.Tests.Api;

/// <summary>An open watch, read line by line.</summary>
internal sealed class WatchReader(HttpResponseMessage response, StreamReader lines) : IAsyncDisposable
{
    public static async Task<WatchReader> OpenAsync(ApiClient client, string collection, string query, string accept = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"{collection}?watch=true&{query}");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        var response = await client.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Within("answer to the watch");
        return new WatchReader(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>The next line; null at the end.</summary>
    public async Task<JsonNode?> ReadAsync() =>
        await lines.ReadLineAsync().Within("line of the watch") is { } line ? JsonNode.Parse(line) : null;

    public async Task<string> NextAsync()
    {
        var change = await ReadAsync();
        return $"{change?["type"]} {change?["object"]?["metadata"]?["name"]}";
    }

    public ValueTask DisposeAsync()
    {
        lines.Dispose();
        response.Dispose();
        return ValueTask.CompletedTask;
    }
}
