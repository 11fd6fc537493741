namespace DevLoop.Cli.Demo;

/// <summary>Fetches what the forwards of the demo lead to, with a connection for each request.</summary>
internal sealed class DemoClient : IDisposable
{
    /// <summary>Longer than a forward holds a connection for which there is no pod.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(45);

    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero, UseProxy = false }) { Timeout = Limit };

    /// <summary>The address of a local port.</summary>
    public static Uri UrlOf(int port) => new($"http://127.0.0.1:{port}/");

    /// <exception cref="DemoException">There was no answer, or another one than the built-in program gives.</exception>
    public async Task<DemoAnswer> GetAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            var text = (await _http.GetStringAsync(UrlOf(port), cancellationToken)).Trim();
            return new DemoAnswer(text.Split(' ')[0], text);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new DemoException($"A request to {UrlOf(port)} failed: {e.Message}", e);
        }
    }

    public void Dispose() => _http.Dispose();
}
