using System.Net;

namespace DevLoop.Kubernetes.Authentication;

/// <summary>
/// The URL of a proxy, and apart from it the user name and the password: what fails at the proxy is reported with its URL.
/// A class, not a record: it must not print itself.
/// </summary>
internal sealed class ProxyAddress
{
    private ProxyAddress(Uri url, NetworkCredential? credential) => (Url, Credential) = (url, credential);

    /// <summary>Without user name and password.</summary>
    public Uri Url { get; }

    public NetworkCredential? Credential { get; }

    /// <exception cref="KubeconfigException">It is no URL of a proxy.</exception>
    public static ProxyAddress Parse(string text, string where)
    {
        // Go reads a proxy variable without a scheme as http.
        var candidate = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        if (!Uri.TryCreate(candidate, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("http" or "https" or "socks5" or "socks5h")
            || uri.Host.Length == 0)
        {
            throw new KubeconfigException(
                KubeconfigError.BadServer,
                $"The proxy of {where} is no URL such as http://proxy.example.com:3128 (http, https and socks5 are supported): correct it.");
        }

        var bare = new UriBuilder(uri) { UserName = "", Password = "", Scheme = uri.Scheme == "socks5h" ? "socks5" : uri.Scheme };
        return new ProxyAddress(bare.Uri, CredentialOf(uri.UserInfo));
    }

    public IWebProxy ToProxy() => new WebProxy(Url) { Credentials = Credential };

    private static NetworkCredential? CredentialOf(string userInfo)
    {
        if (userInfo.Length == 0)
        {
            return null;
        }

        var parts = userInfo.Split(':', 2);
        return new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }
}
