using System.Net;
using System.Net.Http.Headers;
using DevLoop.Kubernetes.Authentication;
using Microsoft.Extensions.Logging;

namespace DevLoop.Kubernetes.Api;

/// <summary>
/// The way to one cluster: its connections, its credentials, its limits. One for each cluster; the API client and the
/// upgrader share it, and whoever makes it disposes of it after them.
/// </summary>
public sealed class ClusterTransport : IDisposable
{
    private static readonly string UserAgent =
        $"devloop/{typeof(ClusterTransport).Assembly.GetName().Version?.ToString(3)} ({Environment.OSVersion.Platform})";

    private readonly ClusterConfiguration _configuration;
    private readonly ICredentialSource _credentials;
    private readonly ILogger _logger;
    private readonly Task _preparing;
    private readonly Lock _gate = new();
    private ConnectionPools? _pools;
    private ConnectionPools? _retired;
    private bool _disposed;

    /// <summary>Reads the user's certificate, if any; connects to nothing yet.</summary>
    /// <exception cref="KubeconfigException">The user's fields contradict each other or cannot be used.</exception>
    public ClusterTransport(ClusterConfiguration configuration, ILoggerFactory loggerFactory, TimeProvider time, ClusterLimits? limits = null)
    {
        _configuration = configuration;
        _logger = loggerFactory.CreateLogger<ClusterTransport>();
        Time = time;
        Limits = limits ?? new ClusterLimits();
        Failure = new ConnectionFailure(configuration.Server, string.Join(", ", configuration.Sources));
        _credentials = configuration.CreateCredentialSource(time);
        _preparing = Task.Run(new ServerCertificateCheck(configuration.Trust).Prepare);
    }

    internal ClusterLimits Limits { get; }

    internal TimeProvider Time { get; }

    internal ConnectionFailure Failure { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _pools?.Dispose();
            _retired?.Dispose();
        }

        _credentials.Dispose();
    }

    /// <summary>
    /// Sends what <paramref name="create"/> makes, given the URL of <paramref name="pathAndQuery"/>. After a 401 it asks
    /// once for fresh credentials and sends again. The limit does not count the time a plugin takes for them.
    /// </summary>
    /// <exception cref="KubeconfigException">There are no credentials to be had.</exception>
    /// <exception cref="ClusterConnectionException">There is no answer.</exception>
    internal async Task<ApiExchange> SendAsync(
        string pathAndQuery, Func<Uri, HttpRequestMessage> create, ConnectionUse use, TimeSpan limit, CancellationToken cancellationToken)
    {
        var url = new Uri(_configuration.Server.GetLeftPart(UriPartial.Path).TrimEnd('/') + pathAndQuery);
        var credential = await _credentials.GetAsync(cancellationToken);
        var exchange = await SendOnceAsync(create(url), credential, use, limit, cancellationToken);
        if (exchange.Response.StatusCode != HttpStatusCode.Unauthorized || !_credentials.Forget(credential))
        {
            return exchange;
        }

        try
        {
            ApiLog.CredentialsRefused(_logger);
            exchange.Deadline.Suspend();
            var fresh = await _credentials.GetAsync(cancellationToken);
            if (fresh.IsSameAs(credential))
            {
                exchange.Deadline.Restart(limit);
                return exchange;
            }

            var second = await SendOnceAsync(create(url), fresh, use, limit, cancellationToken);
            exchange.Dispose();
            return second;
        }
        catch
        {
            exchange.Dispose();
            throw;
        }
    }

    private async Task<ApiExchange> SendOnceAsync(
        HttpRequestMessage request, Credential credential, ConnectionUse use, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var sent = request;
        AddHeaders(request, credential, use);
        var started = Time.GetTimestamp();
        var deadline = new Deadline(limit, Time, cancellationToken);
        try
        {
            var response = await PoolsFor(credential).For(use).SendAsync(request, deadline.Token);

            // Done long ago, since the server's certificate was judged meanwhile: awaited so that it has an owner.
            await _preparing;
            ApiLog.Answered(_logger, request.Method.Method, request.RequestUri!.AbsolutePath, (int)response.StatusCode, Time.GetElapsedTime(started));
            return new ApiExchange(response, deadline, Failure);
        }
        catch (Exception e)
        {
            var translated = Failure.Translate(e, deadline);
            ApiLog.Failed(_logger, translated ?? e, request.Method.Method, request.RequestUri!.AbsolutePath, Time.GetElapsedTime(started));
            deadline.Dispose();
            if (translated is not null)
            {
                throw translated;
            }

            throw;
        }
    }

    private void AddHeaders(HttpRequestMessage request, Credential credential, ConnectionUse use)
    {
        var http2 = use == ConnectionUse.Requests && request.RequestUri!.Scheme == Uri.UriSchemeHttps;
        request.Version = http2 ? HttpVersion.Version20 : HttpVersion.Version11;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        if (use == ConnectionUse.Requests)
        {
            // An upgrade must not ask for it: the header is passed on to the kubelet, whose port-forward says of no type that it
            // produces it, and is answered with 406 there.
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        }

        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        if (credential.Authorization is { } authorization)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        foreach (var (name, value) in _configuration.ImpersonationHeaders)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        // Behind a proxy the handler does the TLS itself, and takes the name to ask for from this header.
        if (_configuration.Trust.ServerName is { } server && _configuration.Proxy?.IsBypassed(request.RequestUri!) == false)
        {
            request.Headers.Host = server;
        }
    }

    /// <summary>Connections show the certificate they were opened with, so a renewed one needs new connections.</summary>
    private ConnectionPools PoolsFor(Credential credential)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_pools is null || _pools.Certificate != credential.Certificate)
            {
                _retired?.Dispose();
                _retired = _pools;
                _pools = new ConnectionPools(_configuration, credential.Certificate, Limits, Time);
            }

            return _pools;
        }
    }
}
