using System.Net;

namespace DevLoop.Kubernetes.Authentication;

/// <summary>The URL of a proxy. It may hold a password, so messages never repeat it.</summary>
internal static class ProxyAddress
{
    /// <exception cref="KubeconfigException">It is no URL of a proxy.</exception>
    public static Uri Parse(string text, string where)
    {
        // Go reads a proxy variable without a scheme as http.
        var candidate = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        return Uri.TryCreate(candidate, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "socks5" or "socks5h" && uri.Host.Length > 0
            ? uri.Scheme == "socks5h" ? new UriBuilder(uri) { Scheme = "socks5" }.Uri : uri
            : throw new KubeconfigException(
                KubeconfigError.BadServer,
                $"The proxy of {where} is no URL such as http://proxy.example.com:3128 (http, https and socks5 are supported): correct it.");
    }

    public static IWebProxy ToProxy(Uri address) => new WebProxy(address) { Credentials = Credentials(address) };

    public static ICredentials? Credentials(Uri? address)
    {
        if (address is null || address.UserInfo.Length == 0)
        {
            return null;
        }

        var parts = address.UserInfo.Split(':', 2);
        return new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }
}
