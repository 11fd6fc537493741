namespace DevLoop.Kubernetes.Authentication;

/// <summary>The <c>server</c> of a cluster as a URL.</summary>
internal static class ServerAddress
{
    /// <exception cref="KubeconfigException">It is missing or no URL.</exception>
    public static Uri Parse(ClusterEntry cluster, UserEntry user)
    {
        if (cluster.Server is not { Length: > 0 } text)
        {
            throw Bad(cluster, "has no server");
        }

        // As kubectl: an address without a scheme is https as soon as anything about TLS is configured.
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            var tls = cluster.CertificateAuthority is not null || cluster.InsecureSkipTlsVerify || user.ClientCertificate is not null;
            text = (tls ? "https://" : "http://") + text;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
        {
            throw Bad(cluster, "has a server that is no http or https URL");
        }

        return uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0
            ? uri
            : throw Bad(cluster, "has a server URL with a user name, a query or a fragment");
    }

    private static KubeconfigException Bad(ClusterEntry cluster, string what) => new(
        KubeconfigError.BadServer,
        $"Cluster '{PlainText.Of(cluster.Name, 80)}' in {cluster.File} {what}: set it to a URL such as https://example.com:6443.");
}
