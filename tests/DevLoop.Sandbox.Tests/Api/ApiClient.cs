using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Hosting;
using DevLoop.Testing;

namespace DevLoop.Sandbox.Tests.Api;

/// <summary>A plain HTTP client of a sandbox: what it sends and gets is what is on the wire.</summary>
internal sealed class ApiClient : IDisposable
{
    private const int AskBefore = 1024 * 1024;

    private readonly HttpClient _http;
    private readonly X509Certificate2 _authority;

    public ApiClient(SandboxCluster cluster)
    {
        _authority = X509Certificate2.CreateFromPem(cluster.CertificateAuthority);
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(_authority);
        _http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust },
            Expect100ContinueTimeout = TestLimits.Event,
        })
        {
            BaseAddress = cluster.ServerUrl,
        };
        _http.DefaultRequestHeaders.Authorization = new("Bearer", cluster.Token);
    }

    public HttpClient Http => _http;

    public Task<ApiAnswer> GetAsync(string path, string accept = "application/json") => SendAsync("GET", path, null, accept: accept);

    public Task<ApiAnswer> PostAsync(string path, string body, string type = "application/json") => SendAsync("POST", path, body, type);

    public Task<ApiAnswer> PutAsync(string path, string body) => SendAsync("PUT", path, body);

    public Task<ApiAnswer> DeleteAsync(string path, string? body = null) => SendAsync("DELETE", path, body);

    public Task<ApiAnswer> PatchAsync(string path, string type, string body) => SendAsync("PATCH", path, body, type);

    public Task<ApiAnswer> ApplyAsync(string path, string body) => SendAsync("PATCH", path, body, "application/apply-patch+yaml");

    public async Task<ApiAnswer> SendAsync(string method, string path, string? body, string type = "application/json", string accept = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);

            // A server that refuses a large body closes the connection while it is being sent; asked first, it can answer.
            request.Headers.ExpectContinue = body.Length > AskBefore;
        }

        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var warnings = response.Headers.TryGetValues("Warning", out var values) ? values.ToList() : [];
        return new ApiAnswer(response.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text)! : text, warnings);
    }

    public void Dispose()
    {
        _http.Dispose();
        _authority.Dispose();
    }
}

internal sealed record ApiAnswer(HttpStatusCode Status, JsonNode Body, IReadOnlyList<string> Warnings)
{
    public string Message => (string?)Body["message"] ?? "";

    public string Reason => (string?)Body["reason"] ?? "";

    public string Name => (string?)Body["metadata"]!["name"] ?? "";

    public string Version => (string?)Body["metadata"]!["resourceVersion"] ?? "";

    public IEnumerable<string> Names => Body["items"]!.AsArray().Select(i => (string)i!["metadata"]!["name"]!);
}
