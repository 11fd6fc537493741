using System.Net;
using Microsoft.Extensions.Logging;

namespace DevLoop.Kubernetes.Api;

/// <summary>
/// Opens port-forward connections to the pods of one cluster: by the WebSocket tunnel, else SPDY, else v4.channel, and
/// from then on first by what worked; or only by the one that is forced.
/// </summary>
public sealed class PortForwardUpgrader
{
    private readonly ClusterTransport _transport;
    private readonly TransportChoice _choice;
    private readonly ILogger _logger;

    /// <summary>One for each cluster, since it remembers. <paramref name="forced"/> null means the best that is accepted.</summary>
    public PortForwardUpgrader(ClusterTransport transport, ILoggerFactory loggerFactory, PortForwardTransport? forced = null)
    {
        _transport = transport;
        _choice = new TransportChoice(forced);
        _logger = loggerFactory.CreateLogger<PortForwardUpgrader>();
    }

    /// <summary>An upgraded connection to the pod, which is the caller's to dispose of.</summary>
    /// <exception cref="ApiException">The cluster refuses: 401, 403, 404 whatever the transport, or for now (429, 5xx).</exception>
    /// <exception cref="ClusterConnectionException">The cluster cannot be talked to, or accepts none of the transports.</exception>
    /// <exception cref="Authentication.KubeconfigException">There are no credentials to be had.</exception>
    /// <exception cref="ArgumentException">A name that no object can have, or v4.channel is forced and there is no port.</exception>
    public async Task<UpgradedConnection> UpgradeAsync(PortForwardRequest request, CancellationToken cancellationToken)
    {
        var refusals = new List<(PortForwardTransport Transport, KubernetesException Why)>();
        var settled = _choice.IsSettled(request);
        foreach (var transport in _choice.For(request))
        {
            try
            {
                var connection = await UpgradeAsync(request, transport, cancellationToken);

                // A connection that was lost tells nothing of the transport: the next request begins with it again.
                if (!refusals.Exists(r => IsLoss(r.Why)) && _choice.Worked(request, transport))
                {
                    ApiLog.UpgradeSettled(_logger, transport);
                }

                return connection;
            }
            catch (KubernetesException e) when (!_choice.IsForced && IsReasonToTryAnother(e, transport, settled))
            {
                ApiLog.UpgradeRefused(_logger, e, transport, request.Pod, e.Message);
                refusals.Add((transport, e));
            }
        }

        throw Refused(refusals);
    }

    /// <summary>
    /// A 403 to a WebSocket is no final answer: before Kubernetes 1.35 a GET was checked as the verb get, and most roles
    /// grant only create, which is what a POST is checked as. A server that is overloaded or restarts is not helped by
    /// another transport; where one is known to work, neither is a failure that passes.
    /// </summary>
    private static bool IsReasonToTryAnother(KubernetesException e, PortForwardTransport transport, bool settled) => e switch
    {
        ApiException { StatusCode: HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout } => false,
        _ when settled && MayPass(e) => false,
        ApiException { Reason: ApiError.Unauthorized or ApiError.NotFound } => false,
        ApiException { Reason: ApiError.Forbidden } => transport != PortForwardTransport.Spdy,
        ApiException => true,
        ClusterConnectionException { Reason: ClusterConnectionError.UpgradeRefused or ClusterConnectionError.NotKubernetes or ClusterConnectionError.ConnectionLost } => true,
        _ => false,
    };

    private static bool IsLoss(KubernetesException e) => e is ClusterConnectionException { Reason: ClusterConnectionError.ConnectionLost };

    private static bool MayPass(KubernetesException e) =>
        IsLoss(e) || e is ApiException { Reason: ApiError.ServerFailed, StatusCode: not HttpStatusCode.NotImplemented };

    private static KubernetesException Refused(List<(PortForwardTransport Transport, KubernetesException Why)> refusals)
    {
        // What the API itself has to say is the answer; that a proxy lets no WebSocket through is a detail then.
        var answer = refusals.Select(r => r.Why).OfType<ApiException>().OrderByDescending(e => e.Reason == ApiError.Forbidden).FirstOrDefault();
        if (answer is { Reason: ApiError.Forbidden })
        {
            return answer;
        }

        // Not final: who asks again later may be answered.
        if (refusals.Select(r => r.Why).FirstOrDefault(MayPass) is { } passing)
        {
            return passing;
        }

        return answer is not null && refusals.TrueForAll(r => r.Why is ApiException)
            ? answer
            : new ClusterConnectionException(
                ClusterConnectionError.UpgradeRefused,
                "The cluster accepts none of the ways to forward a port; a proxy in between may not let upgrades through. "
                + string.Join(" ", refusals.Select(r => $"{r.Transport}: {r.Why.Message}")),
                refusals.Count > 0 ? refusals[0].Why : null);
    }

    private async Task<UpgradedConnection> UpgradeAsync(PortForwardRequest request, PortForwardTransport transport, CancellationToken cancellationToken)
    {
        var handshake = new UpgradeHandshake(transport);
        var exchange = await _transport.SendAsync(
            Path(request, transport), handshake.CreateRequest, ConnectionUse.Upgrade, _transport.Limits.Upgrade, cancellationToken);
        return await UpgradeResult.OpenAsync(exchange, handshake, Operation(request), _transport.Failure);
    }

    private static ApiOperation Operation(PortForwardRequest request) => request.Node is { } node
        ? new ApiOperation("create", "nodes/proxy", null, node)
        : new ApiOperation("create", "pods/portforward", request.Namespace, request.Pod);

    private static string Path(PortForwardRequest request, PortForwardTransport transport)
    {
        var path = request.Node is { } node
            ? ResourcePath.NodePortForward(node, request.Namespace, request.Pod)
            : ResourcePath.PortForward(request.Namespace, request.Pod);
        if (transport != PortForwardTransport.V4Channel)
        {
            return path;
        }

        // The API server and the kubelet behind it name this parameter differently.
        var port = request.Port ?? throw new ArgumentException("The transport v4.channel needs the port of the container.", nameof(request));
        return path + ResourcePath.Query((request.Node is null ? "ports" : "port", $"{port}"));
    }
}
