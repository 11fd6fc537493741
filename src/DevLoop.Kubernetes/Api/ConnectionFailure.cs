using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;

namespace DevLoop.Kubernetes.Api;

/// <summary>Turns what the network did into a sentence about one server.</summary>
/// <param name="server">The server, without anything secret.</param>
/// <param name="from">Where its address is from, such as the kubeconfig; null when the caller gave it.</param>
internal sealed class ConnectionFailure(Uri server, string? from)
{
    private readonly string _server = server.GetLeftPart(UriPartial.Authority);
    private readonly string _check = from is null ? "check the address" : $"check that the cluster runs, the network or VPN, and the server in {from}";

    /// <summary>The exception to throw for <paramref name="e"/>; null when it is none of the network's doing.</summary>
    public ClusterConnectionException? Translate(Exception e, Deadline deadline)
    {
        if (e is OperationCanceledException)
        {
            return deadline.IsExceeded
                ? New(ClusterConnectionError.TimedOut, $"The server {_server} did not answer within {deadline.Limit.TotalSeconds:0.#} s: {_check}.", e)
                : NotInTime(e);
        }

        return e switch
        {
            HttpRequestException http => FromHttp(http),
            JsonException => NotKubernetes("what it answered is not the JSON that was asked for", e),
            _ when Find<BodyTooLargeException>(e) is { } large => New(ClusterConnectionError.AnswerTooLarge, $"The answer of {_server} is too large: {large.Message}", e),
            IOException => New(ClusterConnectionError.ConnectionLost, $"The connection to {_server} was lost: {_check}.", e),
            _ => null,
        };
    }

    public ClusterConnectionException NotKubernetes(string what, Exception? e = null) => New(
        ClusterConnectionError.NotKubernetes,
        $"The server {_server} does not answer as a Kubernetes API ({what}): something else may stand in the way, such as a proxy or a login page; {_check}.",
        e);

    public ClusterConnectionException ProxyFailed(string what, Exception? e = null) => New(
        ClusterConnectionError.ProxyFailed,
        $"The proxy in front of {_server} failed ({PlainText.Of(what, 200)}): check proxy-url and HTTPS_PROXY, or exempt the server with NO_PROXY.",
        e);

    /// <summary>The handler says by either type of exception that connecting took too long; null for another reason.</summary>
    private ClusterConnectionException? NotInTime(Exception e) => Find<TimeoutException>(e) is null
        ? null
        : New(ClusterConnectionError.TimedOut, $"No connection to {_server} in time: {_check}.", e);

    private ClusterConnectionException FromHttp(HttpRequestException e)
    {
        if (Find<AuthenticationException>(e) is { } tls)
        {
            var why = tls is ServerCertificateException ? tls.Message : PlainText.Of(tls.InnerException?.Message ?? tls.Message, 200);
            return New(ClusterConnectionError.TlsFailed, $"No secure connection to {_server}: {why}.", e);
        }

        if (NotInTime(e) is { } late)
        {
            return late;
        }

        return e.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => New(ClusterConnectionError.NameNotResolved, $"The name of {_server} cannot be resolved: {_check}.", e),
            HttpRequestError.ProxyTunnelError => ProxyFailed(e.StatusCode is { } code ? $"it answered {(int)code}" : e.Message, e),
            HttpRequestError.ConnectionError => FromSocket(e),

            // Nothing was said of its certificate: a server that is just going does that, and load balancers for it.
            HttpRequestError.SecureConnectionError => New(ClusterConnectionError.ConnectionLost, $"No secure connection to {_server}: it ended during the TLS handshake; is it an https server?", e),
            HttpRequestError.InvalidResponse or HttpRequestError.VersionNegotiationError or HttpRequestError.ConfigurationLimitExceeded =>
                NotKubernetes("its answer is no valid HTTP", e),
            _ => New(ClusterConnectionError.ConnectionLost, $"The connection to {_server} was lost before the answer: {_check}.", e),
        };
    }

    private ClusterConnectionException FromSocket(HttpRequestException e) => Find<SocketException>(e)?.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => New(ClusterConnectionError.ConnectionRefused, $"Nothing listens at {_server} (connection refused): {_check}.", e),
        SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable => New(
            ClusterConnectionError.OutOfResources, $"This system lets the program open no connection to {_server}: end something that holds many files or connections, or raise the limit (ulimit -n).", e),
        SocketError.TimedOut => New(ClusterConnectionError.TimedOut, $"No connection to {_server} in time: {_check}.", e),
        _ => New(ClusterConnectionError.Unreachable, $"The server {_server} cannot be reached: {_check}.", e),
    };

    private static T? Find<T>(Exception? e)
        where T : Exception
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is T found)
            {
                return found;
            }
        }

        return null;
    }

    private static ClusterConnectionException New(ClusterConnectionError reason, string message, Exception? e) => new(reason, message, e);
}
