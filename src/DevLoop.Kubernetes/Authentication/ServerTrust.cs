using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DevLoop.Kubernetes.Authentication;

/// <summary>Which server certificates are believed.</summary>
internal sealed class ServerTrust
{
    /// <summary>The authorities of the cluster; null for those of the system.</summary>
    public X509Certificate2Collection? Authorities { get; private init; }

    /// <summary>Where the authorities are from, for messages; null for those of the system.</summary>
    public string? AuthoritiesFrom { get; private init; }

    /// <summary>Whatever the server shows is believed (insecure-skip-tls-verify).</summary>
    public bool AnyCertificate { get; private init; }

    /// <summary>The name to ask for and to check in place of the URL's host.</summary>
    public string? ServerName { get; private init; }

    public static ServerTrust From(ClusterEntry cluster)
    {
        if (cluster.InsecureSkipTlsVerify && cluster.CertificateAuthority is not null)
        {
            throw new KubeconfigException(
                KubeconfigError.Conflict,
                $"Cluster '{cluster.Name}' in {cluster.File} has a certificate-authority and insecure-skip-tls-verify: remove one of them.");
        }

        return new ServerTrust
        {
            Authorities = cluster.CertificateAuthority is { } source ? ReadAuthorities(source) : null,
            AuthoritiesFrom = cluster.CertificateAuthority?.Description,
            AnyCertificate = cluster.InsecureSkipTlsVerify,
            ServerName = cluster.TlsServerName is { Length: > 0 } name ? name : null,
        };
    }

    private static X509Certificate2Collection ReadAuthorities(PemSource source)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(source.ReadPem());
        }
        catch (CryptographicException)
        {
            throw source.Bad("it is not a PEM certificate");
        }

        return authorities.Count > 0 ? authorities : throw source.Bad("it holds no PEM certificate");
    }
}
