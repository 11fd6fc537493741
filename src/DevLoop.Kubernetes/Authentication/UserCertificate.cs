using System.Net.Security;
using System.Security.Cryptography;
using System.Text;

namespace DevLoop.Kubernetes.Authentication;

/// <summary>
/// The client certificate that the kubeconfig names for a user. Files are read for every request, as client-go notices too when they
/// are renewed; what stands in the kubeconfig itself is read once.
/// </summary>
internal sealed class UserCertificate
{
    private readonly PemSource _certificate;
    private readonly PemSource _key;
    private volatile Pair _last;

    /// <exception cref="KubeconfigException">Either is unreadable, or they do not belong together.</exception>
    public UserCertificate(PemSource certificate, PemSource key)
    {
        _certificate = certificate;
        _key = key;
        _last = Read(null);
    }

    /// <summary>Whether there can be another one later.</summary>
    public bool IsRenewable => _certificate.Path is not null || _key.Path is not null;

    /// <summary>
    /// The one to show now; the same object as long as the files are the same. While they cannot be used, half written or of two
    /// pairs, the last pair that could be serves.
    /// </summary>
    public SslStreamCertificateContext Current()
    {
        if (IsRenewable)
        {
            try
            {
                _last = Read(_last);
            }
            catch (KubeconfigException)
            {
                // The server says so, should the last pair have expired.
            }
        }

        return _last.Context;
    }

    private Pair Read(Pair? last)
    {
        var (chain, key) = (_certificate.ReadPem(), _key.ReadPem());
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{chain}\0{key}"));
        return last is not null && digest.AsSpan().SequenceEqual(last.Digest)
            ? last
            : new Pair(digest, ClientCertificate.Create(chain, key, _certificate.Bad, _key.Bad));
    }

    private sealed record Pair(byte[] Digest, SslStreamCertificateContext Context);
}
