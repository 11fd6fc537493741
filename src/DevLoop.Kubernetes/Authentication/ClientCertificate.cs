using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DevLoop.Kubernetes.Authentication;

/// <summary>Makes a client certificate with its key and the intermediates that stand behind it, of PEM text.</summary>
internal static class ClientCertificate
{
    /// <summary>Combines PEM text; <paramref name="badCertificate"/> and <paramref name="badKey"/> make the exception for what is wrong with which.</summary>
    public static SslStreamCertificateContext Create(
        string chain, string key, Func<string, KubeconfigException> badCertificate, Func<string, KubeconfigException> badKey)
    {
        var all = Import(chain, badCertificate);
        X509Certificate2 leaf;
        try
        {
            leaf = X509Certificate2.CreateFromPem(chain, key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw badKey("it is not the unencrypted PEM key that belongs to the client certificate");
        }

        using var duplicate = all[0];
        all.RemoveAt(0);
        return SslStreamCertificateContext.Create(Usable(leaf), all, offline: true);
    }

    private static X509Certificate2Collection Import(string chain, Func<string, KubeconfigException> bad)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(chain);
        }
        catch (CryptographicException)
        {
            throw bad("it is not a PEM certificate");
        }

        return all.Count > 0 ? all : throw bad("it holds no PEM certificate");
    }

    /// <summary>Windows cannot use a key that was never stored anywhere.</summary>
    private static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows())
        {
            return certificate;
        }

        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        }
    }
}
