using System.Net;

namespace DevLoop.Kubernetes.Authentication;

/// <summary>
/// The proxy of HTTPS_PROXY, HTTP_PROXY and NO_PROXY with the rules that kubectl has from Go (golang.org/x/net/http/httpproxy):
/// loopback is never proxied, and NO_PROXY takes names, names with a leading dot, addresses, CIDR blocks, each with or
/// without a port, and <c>*</c>.
/// </summary>
internal sealed class EnvironmentProxy : IWebProxy
{
    private readonly ProxyAddress? _https;
    private readonly ProxyAddress? _http;
    private readonly string[] _exceptions;

    private EnvironmentProxy(ProxyAddress? https, ProxyAddress? http, string[] exceptions)
    {
        _https = https;
        _http = http;
        _exceptions = exceptions;
        Credentials = new ProxyCredentials([.. new[] { https, http }.OfType<ProxyAddress>()]);
    }

    public ICredentials? Credentials { get; set; }

    /// <summary>Null when the environment names no proxy.</summary>
    /// <exception cref="KubeconfigException">A variable holds no URL.</exception>
    public static EnvironmentProxy? From(ProcessEnvironment environment)
    {
        var https = Read("HTTPS_PROXY");
        var http = Read("HTTP_PROXY");
        var exceptions = environment.Variable("NO_PROXY") ?? environment.Variable("no_proxy") ?? "";
        return https is null && http is null
            ? null
            : new EnvironmentProxy(https, http, exceptions.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

        ProxyAddress? Read(string name) => (environment.Variable(name) ?? environment.Variable(name.ToLowerInvariant())) is { } value
            ? ProxyAddress.Parse(value, $"the environment variable {name}")
            : null;
    }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : Proxy(destination);

    public bool IsBypassed(Uri host) => Proxy(host) is null || host.IsLoopback || _exceptions.Any(e => Matches(e, host));

    private Uri? Proxy(Uri destination) => (destination.Scheme == Uri.UriSchemeHttps ? _https : _http)?.Url;

    private static bool Matches(string exception, Uri host)
    {
        if (exception == "*")
        {
            return true;
        }

        var name = host.IdnHost;
        if (IPAddress.TryParse(name, out var address))
        {
            if (IPNetwork.TryParse(exception, out var network) && network.Contains(address))
            {
                return true;
            }

            return IPEndPoint.TryParse(exception, out var endpoint)
                && endpoint.Address.Equals(address)
                && (endpoint.Port == 0 || endpoint.Port == host.Port);
        }

        var (pattern, port) = exception.LastIndexOf(':') is var colon and > 0 && int.TryParse(exception.AsSpan(colon + 1), out var number)
            ? (exception[..colon], number)
            : (exception, 0);
        var suffix = pattern.TrimStart('*').TrimStart('.');
        return suffix.Length > 0
            && (port == 0 || port == host.Port)
            && (name.EndsWith("." + suffix, StringComparison.OrdinalIgnoreCase)
                || (!pattern.StartsWith('.') && !pattern.StartsWith('*') && name.Equals(suffix, StringComparison.OrdinalIgnoreCase)));
    }
}
