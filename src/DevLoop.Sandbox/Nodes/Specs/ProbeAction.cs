using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Nodes.Specs;

/// <summary>How a probe asks.</summary>
internal abstract record ProbeAction
{
    private ProbeAction()
    {
    }

    /// <summary>A GET request; a status from 200 to 399 is success.</summary>
    /// <param name="Port">A number, or the name of a container port.</param>
    /// <param name="Path">The path, with a query where there is one.</param>
    /// <param name="IsHttps">HTTPS, with whatever certificate.</param>
    /// <param name="Host">The host to connect to instead of the pod.</param>
    /// <param name="Headers">Headers to send, names may repeat.</param>
    public sealed record HttpGet(string Port, string Path, bool IsHttps, string? Host, IReadOnlyList<KeyValuePair<string, string>> Headers)
        : ProbeAction;

    /// <summary>A connection; that it opens is success.</summary>
    /// <param name="Port">A number, or the name of a container port.</param>
    /// <param name="Host">The host to connect to instead of the pod.</param>
    public sealed record TcpSocket(string Port, string? Host) : ProbeAction;

    /// <summary>A kind of probe that the sandbox cannot run.</summary>
    /// <param name="Kind">The field that asked for it: <c>exec</c>, <c>grpc</c>.</param>
    public sealed record Unsupported(string Kind) : ProbeAction;

    public static ProbeAction Read(JsonObject probe)
    {
        if (probe.Object("httpGet") is { } get)
        {
            var headers = get.Objects("httpHeaders").Select(h => KeyValuePair.Create(h.Text("name") ?? "", h.Text("value") ?? ""));
            return new HttpGet(ReadPort(get), get.Text("path") ?? "/", get.Text("scheme") == "HTTPS", get.Text("host"), [.. headers]);
        }

        if (probe.Object("tcpSocket") is { } socket)
        {
            return new TcpSocket(ReadPort(socket), socket.Text("host"));
        }

        return new Unsupported(probe.ContainsKey("grpc") ? "grpc" : "exec");
    }

    private static string ReadPort(JsonObject action) => action["port"]?.ToString() ?? "";
}
