using System.Net;

namespace DevLoop.Kubernetes.Api;

/// <summary>
/// Upgrades a URL that is complete in itself, such as the streaming URL that a container runtime hands to the kubelet.
/// No credentials are sent and no proxy is used.
/// </summary>
public sealed class StreamingUrlUpgrader : IDisposable
{
    private readonly ClusterLimits _limits;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;

    /// <summary>Connects to nothing yet.</summary>
    public StreamingUrlUpgrader(TimeProvider time, ClusterLimits? limits = null)
    {
        _time = time;
        _limits = limits ?? new ClusterLimits();
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = new ServerDialer(_limits.Connect, time).ConnectAsync,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
        });
    }

    /// <summary>An upgraded connection, which is the caller's to dispose of. <paramref name="port"/> is what v4.channel needs.</summary>
    /// <exception cref="ApiException">The server refuses.</exception>
    /// <exception cref="ClusterConnectionException">The server cannot be talked to, or does not agree to the transport.</exception>
    public async Task<UpgradedConnection> UpgradeAsync(Uri url, PortForwardTransport transport, int? port, CancellationToken cancellationToken)
    {
        var handshake = new UpgradeHandshake(transport);
        var failure = new ConnectionFailure(url, null);
        using var request = handshake.CreateRequest(WithPort(url, transport, port));
        request.Version = HttpVersion.Version11;
        var deadline = new Deadline(_limits.Upgrade, _time, cancellationToken);
        try
        {
            var response = await _http.SendAsync(request, deadline.Token);
            var operation = new ApiOperation("create", "portforward");
            return await UpgradeResult.OpenAsync(new ApiExchange(response, deadline, failure), handshake, operation, failure);
        }
        catch (Exception e)
        {
            var translated = failure.Translate(e, deadline);
            deadline.Dispose();
            if (translated is not null)
            {
                throw translated;
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static Uri WithPort(Uri url, PortForwardTransport transport, int? port)
    {
        if (transport != PortForwardTransport.V4Channel)
        {
            return url;
        }

        var number = port ?? throw new ArgumentException("The transport v4.channel needs the port of the container.", nameof(port));
        var query = url.Query.Length > 1 ? $"{url.Query[1..]}&port={number}" : $"port={number}";
        return new UriBuilder(url) { Query = query }.Uri;
    }
}
