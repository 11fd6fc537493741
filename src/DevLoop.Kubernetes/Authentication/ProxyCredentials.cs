using System.Net;

namespace DevLoop.Kubernetes.Authentication;

/// <summary>The user names and passwords of proxies, each for its own.</summary>
internal sealed class ProxyCredentials(IReadOnlyList<ProxyAddress> proxies) : ICredentials
{
    public NetworkCredential? GetCredential(Uri uri, string authType) =>
        proxies.FirstOrDefault(p => p.Url.Authority == uri.Authority)?.Credential;
}
