using System.Net;
using System.Net.Security;
using DevLoop.Kubernetes.Authentication;

namespace DevLoop.Kubernetes.Api;

/// <summary>The connections that show one client certificate, or none.</summary>
internal sealed class ConnectionPools : IDisposable
{
    private readonly HttpMessageInvoker _requests;
    private readonly HttpMessageInvoker _upgrades;

    public ConnectionPools(ClusterConfiguration configuration, SslStreamCertificateContext? certificate, ClusterLimits limits, TimeProvider time)
    {
        Certificate = certificate;
        _requests = new HttpMessageInvoker(Handler([SslApplicationProtocol.Http2, SslApplicationProtocol.Http11]));
        _upgrades = new HttpMessageInvoker(Handler([SslApplicationProtocol.Http11]));

        SocketsHttpHandler Handler(List<SslApplicationProtocol> protocols) =>
            CreateHandler(configuration, certificate, protocols, limits, time);
    }

    public SslStreamCertificateContext? Certificate { get; }

    public HttpMessageInvoker For(ConnectionUse use) => use == ConnectionUse.Upgrade ? _upgrades : _requests;

    public void Dispose()
    {
        _requests.Dispose();
        _upgrades.Dispose();
    }

    private static SocketsHttpHandler CreateHandler(
        ClusterConfiguration configuration,
        SslStreamCertificateContext? certificate,
        List<SslApplicationProtocol> protocols,
        ClusterLimits limits,
        TimeProvider time)
    {
        var check = new ServerCertificateCheck(configuration.Trust);
        return new SocketsHttpHandler
        {
            SslOptions = check.CreateOptions(certificate),
            Proxy = configuration.Proxy,
            UseProxy = configuration.Proxy is not null,
            ConnectCallback = CreateDialer(configuration, check, certificate, protocols, limits, time).ConnectAsync,

            // Without it a TLS handshake that hangs is waited for by the next requests too, for 5 s more after the first one gave up.
            ConnectTimeout = limits.Connect,

            // A redirect leads to a login page, never to an API: it must not be followed with credentials.
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            AutomaticDecompression = configuration.DisableCompression || protocols.Count == 1 ? DecompressionMethods.None : DecompressionMethods.GZip,
            MaxResponseHeadersLength = 64,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        };
    }

    private static ServerDialer CreateDialer(
        ClusterConfiguration configuration,
        ServerCertificateCheck check,
        SslStreamCertificateContext? certificate,
        List<SslApplicationProtocol> protocols,
        ClusterLimits limits,
        TimeProvider time)
    {
        if (configuration.Trust.ServerName is not { } name || configuration.Server.Scheme != Uri.UriSchemeHttps)
        {
            return new ServerDialer(limits.Connect, time);
        }

        var options = check.CreateOptions(certificate);
        options.TargetHost = name;
        options.ApplicationProtocols = protocols;
        return new ServerDialer(limits.Connect, time)
        {
            TlsHere = (new DnsEndPoint(configuration.Server.IdnHost, configuration.Server.Port), options),
        };
    }
}
