using System.Globalization;
using System.Net.WebSockets;
using DevLoop.PortForward.Channels;
using DevLoop.PortForward.Tunneling;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Nodes;
using DevLoop.Sandbox.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace DevLoop.Sandbox.Streaming;

/// <summary>Where port-forwards are opened: the pod's subresource at the API server, and the node's own route behind its proxy.</summary>
internal sealed class PortForwardEndpoints(
    ObjectStore store, SandboxNode node, PortForwardOptions options, TimeProvider time, ILogger<PortForwardEndpoints> logger, CancellationToken stopping)
{
    /// <summary>As many as fit into the channel numbers of one WebSocket.</summary>
    private const int MaxPorts = 128;

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Post];

    private readonly PodDialer _dialer = new(options.DialTimeout, time);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/api/v1/namespaces/{namespace}/pods/{pod}/portforward", Methods, context => FromPodAsync(context));
        routes.MapMethods("/api/v1/nodes/{node}/proxy/portForward/{namespace}/{pod}", Methods, context => FromNodeAsync(context));
    }

    private async Task FromPodAsync(HttpContext context)
    {
        var pod = store.Get(GroupResource.Pods, Route(context, "namespace"), Route(context, "pod"));
        if (pod.Content.Text("spec", "nodeName") is null or "")
        {
            throw ApiException.BadRequest($"pod {pod.Name} does not have a host assigned");
        }

        // The API server takes several ports in `ports`, and offers the tunnel, which it takes apart itself.
        await ServeAsync(context, pod, portParameter: "ports", offersTunnel: true);
    }

    private async Task FromNodeAsync(HttpContext context)
    {
        store.Get(GroupResource.Nodes, "", Route(context, "node"));
        if (store.Find(GroupResource.Pods, Route(context, "namespace"), Route(context, "pod")) is { } pod)
        {
            await ServeAsync(context, pod, portParameter: "port", offersTunnel: false);
        }
        else
        {
            await TextAsync(context, StatusCodes.Status404NotFound, "pod does not exist");
        }
    }

    private async Task ServeAsync(HttpContext context, StoredObject pod, string portParameter, bool offersTunnel)
    {
        var sandbox = node.FindSandbox(pod);
        if (sandbox is null)
        {
            await TextAsync(
                context, StatusCodes.Status500InternalServerError, $"failed to find sandboxID for pod {pod.Name}_{pod.Namespace}({pod.Uid})");
        }
        else if (context.Request.Headers.Accept is { Count: > 0 } accept && !accept.ToString().Contains("*/*", StringComparison.Ordinal))
        {
            // A kubelet's routes for streams declare no type, and an API server hands the header on to them.
            await TextAsync(context, StatusCodes.Status406NotAcceptable, "406: Not Acceptable\n\nAvailable representations: ");
        }
        else if (Upgrade.IsAskedFor(context, "websocket"))
        {
            await ServeWebSocketAsync(context, sandbox, portParameter, offersTunnel);
        }
        else if (Upgrade.IsAskedFor(context, UpgradeHeaders.Spdy))
        {
            await ServeSpdyAsync(context, sandbox);
        }
        else
        {
            throw ApiException.BadRequest("Upgrade request required");
        }
    }

    private async Task ServeSpdyAsync(HttpContext context, PodSandbox sandbox)
    {
        var offered = context.Request.Headers.GetCommaSeparatedValues(UpgradeHeaders.StreamProtocol);
        if (offered.Length > 0 && !offered.Contains(UpgradeHeaders.PortForward, StringComparer.Ordinal))
        {
            context.Response.Headers[UpgradeHeaders.AcceptedStreamProtocols] = UpgradeHeaders.PortForward;
            await TextAsync(
                context,
                StatusCodes.Status403Forbidden,
                $"unable to upgrade: unable to negotiate protocol: client supports [{string.Join(' ', offered)}], server accepts [{UpgradeHeaders.PortForward}]");
            return;
        }

        // Clients from before the negotiation existed send no protocol, and are sent none.
        if (offered.Length > 0)
        {
            context.Response.Headers[UpgradeHeaders.StreamProtocol] = UpgradeHeaders.PortForward;
        }

        await ServeSpdyAsync(await Upgrade.AcceptAsync(context, UpgradeHeaders.Spdy), sandbox);
    }

    private async Task ServeWebSocketAsync(HttpContext context, PodSandbox sandbox, string portParameter, bool offersTunnel)
    {
        var offered = Upgrade.OfferedSubprotocols(context);
        if (offersTunnel && offered.Contains(UpgradeHeaders.Tunnel, StringComparer.Ordinal))
        {
            var upgraded = await Upgrade.AcceptWebSocketAsync(context, UpgradeHeaders.Tunnel);
            await ServeSpdyAsync(WebSocketTunnelStream.OverServer(upgraded, time), sandbox);
        }
        else if (offered.Contains(V4Channel.Subprotocol, StringComparer.Ordinal))
        {
            var ports = ReadPorts(context, portParameter);
            var upgraded = await Upgrade.AcceptWebSocketAsync(context, V4Channel.Subprotocol);
            using var webSocket = WebSocket.CreateFromStream(upgraded, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
            using var forward = new ChannelPortForward(sandbox, _dialer, ports, time);
            await forward.ServeAsync(webSocket, stopping);
        }
        else
        {
            var served = offersTunnel ? $"{UpgradeHeaders.Tunnel}, {V4Channel.Subprotocol}" : V4Channel.Subprotocol;
            throw ApiException.BadRequest($"websocket: no subprotocol in common: the client offers [{string.Join(", ", offered)}], this route serves {served}");
        }
    }

    private Task ServeSpdyAsync(Stream transport, PodSandbox sandbox) =>
        new SpdyPortForward(sandbox, _dialer, options, time, logger).ServeAsync(transport, stopping);

    /// <exception cref="ApiException">There are no ports, too many, or what is there is no port.</exception>
    private static List<int> ReadPorts(HttpContext context, string parameter)
    {
        var ports = new List<int>();
        foreach (var text in context.Request.Query[parameter].SelectMany(value => (value ?? "").Split(',')))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
            {
                throw ApiException.BadRequest($"unable to parse \"{text}\" as a port: it must be a number from 1 to 65535");
            }

            ports.Add(port);
        }

        return ports.Count switch
        {
            0 => throw ApiException.BadRequest($"query parameter \"{parameter}\" is required"),
            > MaxPorts => throw ApiException.BadRequest($"at most {MaxPorts} ports can be forwarded over one WebSocket"),
            _ => ports,
        };
    }

    private static async Task TextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(text + "\n", context.RequestAborted);
    }

    private static string Route(HttpContext context, string name) => context.Request.RouteValues[name] as string ?? "";
}
