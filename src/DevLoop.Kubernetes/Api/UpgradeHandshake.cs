using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace DevLoop.Kubernetes.Api;

/// <summary>Asks for one transport, and checks that the answer agrees to just that.</summary>
internal sealed class UpgradeHandshake(PortForwardTransport transport)
{
    private const string SpdyProtocol = "SPDY/3.1";
    private const string StreamVersionHeader = "X-Stream-Protocol-Version";
    private const string StreamVersion = "portforward.k8s.io";

    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    public PortForwardTransport Transport => transport;

    /// <summary>SPDY is asked for with POST, which roles know as create; WebSockets can only be asked for with GET.</summary>
    public HttpMethod Method => transport == PortForwardTransport.Spdy ? HttpMethod.Post : HttpMethod.Get;

    private string Subprotocol => transport == PortForwardTransport.Tunnel ? "SPDY/3.1+portforward.k8s.io" : "v4.channel.k8s.io";

    public HttpRequestMessage CreateRequest(Uri url)
    {
        var request = new HttpRequestMessage(Method, url);
        request.Headers.Connection.Add("Upgrade");
        if (transport == PortForwardTransport.Spdy)
        {
            request.Headers.TryAddWithoutValidation("Upgrade", SpdyProtocol);
            request.Headers.TryAddWithoutValidation(StreamVersionHeader, StreamVersion);
            return request;
        }

        request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", _key);
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Protocol", Subprotocol);
        return request;
    }

    /// <summary>What is wrong with an answer of status 101; null when it agrees.</summary>
    public string? Objection(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.SwitchingProtocols)
        {
            return $"it answered {(int)response.StatusCode}";
        }

        return transport == PortForwardTransport.Spdy
            ? Mismatch(response, "Upgrade", SpdyProtocol) ?? Mismatch(response, StreamVersionHeader, StreamVersion)
            : Mismatch(response, "Upgrade", "websocket")
                ?? Mismatch(response, "Sec-WebSocket-Accept", Accept(_key), StringComparison.Ordinal)
                ?? Mismatch(response, "Sec-WebSocket-Protocol", Subprotocol, StringComparison.Ordinal)
                ?? (response.Headers.Contains("Sec-WebSocket-Extensions") ? "it switched protocols with an extension that was not asked for" : null);
    }

    private static string? Mismatch(
        HttpResponseMessage response, string header, string expected, StringComparison comparison = StringComparison.OrdinalIgnoreCase)
    {
        var value = response.Headers.TryGetValues(header, out var values) ? string.Join(", ", values) : null;
        return string.Equals(value, expected, comparison)
            ? null
            : $"it switched protocols with {(value is null ? $"no {header}" : $"{header}: {PlainText.Of(value, 80)}")}";
    }

    /// <summary>RFC 6455, section 4.2.2: proof that the other side understood the request as a WebSocket's.</summary>
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "RFC 6455 prescribes SHA-1; nothing secret depends on it.")]
    private static string Accept(string key) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
}
