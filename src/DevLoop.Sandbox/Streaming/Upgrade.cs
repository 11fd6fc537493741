using System.Security.Cryptography;
using System.Text;
using DevLoop.Sandbox.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Net.Http.Headers;

namespace DevLoop.Sandbox.Streaming;

/// <summary>
/// Turns an HTTP/1.1 request into a raw byte stream. The WebSocket handshake is done here by hand: Kestrel's own refuses the
/// tunnel's subprotocol for the slash in its name.
/// </summary>
internal static class Upgrade
{
    private const string WebSocketVersion = "13";
    private const int WebSocketKeyLength = 16;

    /// <summary>Whether the client asks for an upgrade to this protocol and the connection can be upgraded.</summary>
    public static bool IsAskedFor(HttpContext context, string protocol) =>
        context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        && context.Request.Headers.GetCommaSeparatedValues(HeaderNames.Upgrade).Contains(protocol, StringComparer.OrdinalIgnoreCase);

    /// <summary>Answers 101 with the protocol; the caller owns the stream, and the request ends with its own end.</summary>
    public static async Task<Stream> AcceptAsync(HttpContext context, string protocol)
    {
        // A forwarded connection may stand still for as long as its ends like.
        context.Features.Get<IHttpMinRequestBodyDataRateFeature>()?.MinDataRate = null;
        context.Features.Get<IHttpMinResponseDataRateFeature>()?.MinDataRate = null;
        context.Response.Headers.Upgrade = protocol;
        return await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
    }

    /// <summary>Answers 101 to a WebSocket handshake, with the subprotocol chosen.</summary>
    /// <exception cref="ApiException">The handshake is not one of RFC 6455.</exception>
    public static Task<Stream> AcceptWebSocketAsync(HttpContext context, string subprotocol)
    {
        var headers = context.Request.Headers;
        if (headers.SecWebSocketVersion != WebSocketVersion)
        {
            context.Response.Headers.SecWebSocketVersion = WebSocketVersion;
            throw ApiException.BadRequest($"websocket: the header Sec-WebSocket-Version must be {WebSocketVersion}");
        }

        var key = headers.SecWebSocketKey.ToString();
        if (!Convert.TryFromBase64String(key, new byte[key.Length], out var length) || length != WebSocketKeyLength)
        {
            throw ApiException.BadRequest($"websocket: the header Sec-WebSocket-Key must be {WebSocketKeyLength} bytes in base64");
        }

        context.Response.Headers.SecWebSocketAccept = AcceptKey(key);
        context.Response.Headers.SecWebSocketProtocol = subprotocol;
        return AcceptAsync(context, "websocket");
    }

    /// <summary>The subprotocols that a WebSocket client offers.</summary>
    public static string[] OfferedSubprotocols(HttpContext context) =>
        context.Request.Headers.GetCommaSeparatedValues(HeaderNames.SecWebSocketProtocol);

    private static string AcceptKey(string key)
    {
#pragma warning disable CA5350 // SHA-1 is what RFC 6455 prescribes here, and nothing's safety rests on it.
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
    }
}
