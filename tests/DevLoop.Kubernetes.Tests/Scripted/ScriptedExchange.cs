using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace DevLoop.Kubernetes.Tests.Scripted;

/// <summary>One request and the raw way back.</summary>
internal sealed class ScriptedExchange(ScriptedRequest request, Stream stream, Stream beneath, X509Certificate? clientCertificate, CancellationToken stopped)
{
    public ScriptedRequest Request => request;

    /// <summary>The connection, after whatever TLS there is.</summary>
    public Stream Stream => stream;

    /// <summary>The connection below TLS.</summary>
    public Stream Beneath => beneath;

    public X509Certificate? ClientCertificate => clientCertificate;

    /// <summary>Cancelled when the test is over.</summary>
    public CancellationToken Stopped => stopped;

    public Task JsonAsync(string body, int status = 200) => BodyAsync(body, status, "application/json");

    public Task BodyAsync(string body, int status, string type) =>
        WriteAsync($"HTTP/1.1 {status} Scripted\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    /// <summary>Begins an answer whose end is the end of the connection.</summary>
    public Task BeginStreamAsync() => WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");

    public Task ChunkAsync(string text) => WriteAsync($"{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n");

    public Task EndStreamAsync() => WriteAsync("0\r\n\r\n");

    /// <summary>A watch in which nothing happens.</summary>
    public async Task IdleAsync()
    {
        await BeginStreamAsync();
        await StallAsync();
    }

    /// <summary>Leaves the client without an answer, or without the rest of one.</summary>
    public Task StallAsync() => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopped);

    /// <summary>Closes the connection after this answer.</summary>
    public bool IsOver { get; set; }

    public async Task WriteAsync(string text)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), stopped);
        await stream.FlushAsync(stopped);
    }
}
