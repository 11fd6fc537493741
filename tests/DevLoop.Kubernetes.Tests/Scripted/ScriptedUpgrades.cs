using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace DevLoop.Kubernetes.Tests.Scripted;

/// <summary>The server's side of an upgrade, done right.</summary>
internal static class ScriptedUpgrades
{
    public static bool IsSpdy(this ScriptedRequest request) =>
        request.Method == "POST" && request.Header("Upgrade") == "SPDY/3.1" && request.Header("X-Stream-Protocol-Version") == "portforward.k8s.io"
        && request.Header("Connection") == "Upgrade";

    public static bool IsWebSocket(this ScriptedRequest request, string protocol) =>
        request.Method == "GET" && request.Header("Upgrade") == "websocket" && request.Header("Sec-WebSocket-Version") == "13"
        && request.Header("Connection") == "Upgrade" && request.Header("Sec-WebSocket-Protocol") == protocol;

    public static bool IsTunnel(this ScriptedRequest request) => request.IsWebSocket("SPDY/3.1+portforward.k8s.io");

    public static bool IsV4Channel(this ScriptedRequest request) => request.IsWebSocket("v4.channel.k8s.io");

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "RFC 6455 prescribes SHA-1.")]
    public static string Accept(this ScriptedRequest request) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(request.Header("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));

    /// <summary>The answer that agrees to what was asked.</summary>
    public static string Agreement(this ScriptedRequest request)
    {
        var headers = request.IsSpdy()
            ? "Upgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: portforward.k8s.io"
            : $"Upgrade: websocket\r\nSec-WebSocket-Accept: {request.Accept()}\r\nSec-WebSocket-Protocol: {request.Header("Sec-WebSocket-Protocol")}";
        return $"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n{headers}\r\n\r\n";
    }

    /// <summary>Agrees to what was asked, then sends every byte back until the client goes.</summary>
    public static async Task UpgradeAsync(this ScriptedExchange x)
    {
        x.IsOver = true;

        // The first bytes behind the 101 may come in the same packet.
        await x.WriteAsync($"{x.Request.Agreement()}hello");
        await x.Stream.CopyToAsync(x.Stream, x.Stopped);
    }

    public static Task RefuseAsync(this ScriptedExchange x, int code) =>
        x.JsonAsync($$"""{"kind":"Status","code":{{code}},"message":"no"}""", code);
}
