using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DevLoop.Kubernetes.Authentication;

namespace DevLoop.Kubernetes.Api;

/// <summary>Decides whether to believe a server's certificate, as kubectl does.</summary>
internal sealed class ServerCertificateCheck(ServerTrust trust)
{
    /// <summary>What TLS to offer and what to accept.</summary>
    public SslClientAuthenticationOptions CreateOptions(SslStreamCertificateContext? certificate) => new()
    {
        ClientCertificateContext = certificate,
        CertificateChainPolicy = CreatePolicy(),
        RemoteCertificateValidationCallback = (_, server, chain, errors) => Accept(server as X509Certificate2, chain, errors),
    };

    /// <summary>
    /// Judges one of the authorities, whatever it finds. Before its first verdict .NET reads all certificates that a Linux system
    /// trusts, also where others are to be trusted: half of the start of a short command, unless it is done beside the rest.
    /// </summary>
    public void Prepare()
    {
        if (OperatingSystem.IsLinux() && trust.Authorities is [var authority, ..])
        {
            using var chain = new X509Chain { ChainPolicy = CreatePolicy() };
            try
            {
                chain.Build(authority);
            }
            catch (CryptographicException)
            {
                // The first connection meets it too, and says where.
            }
        }
    }

    private string WhoShouldSign => trust.AuthoritiesFrom is { } from
        ? $"{from}; another cluster answers there than the kubeconfig knows, or the same one made anew: renew the kubeconfig and start devloop again"
        : "an authority that this system trusts (set certificate-authority)";

    private X509ChainPolicy CreatePolicy()
    {
        var policy = new X509ChainPolicy
        {
            // As Go: neither revocation lists nor missing intermediates are fetched from the network.
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        if (trust.Authorities is { } authorities)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }

        return policy;
    }

    private bool Accept(X509Certificate2? server, X509Chain? chain, SslPolicyErrors errors)
    {
        if (trust.AnyCertificate || errors == SslPolicyErrors.None)
        {
            return true;
        }

        if (server is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            throw new ServerCertificateException("it shows no certificate");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && !EndsAtIntermediate(chain))
        {
            throw new ServerCertificateException(WhyChain(chain, server));
        }

        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            ? throw new ServerCertificateException("its certificate is for another name (set tls-server-name if that is intended)")
            : true;
    }

    /// <summary>An authority that is no root of its own is enough, as it is for kubectl; .NET alone wants to see the root.</summary>
    private bool EndsAtIntermediate(X509Chain? chain) =>
        trust.Authorities is { } authorities
        && chain is { ChainElements.Count: > 1 }
        && chain.ChainStatus.All(s => s.Status is X509ChainStatusFlags.PartialChain)
        && authorities.Any(a => a.RawDataMemory.Span.SequenceEqual(chain.ChainElements[^1].Certificate.RawDataMemory.Span));

    private string WhyChain(X509Chain? chain, X509Certificate2 server)
    {
        var flags = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, s) => all | s.Status);
        if (flags.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return $"its certificate is only valid from {server.NotBefore.ToUniversalTime():u} to {server.NotAfter.ToUniversalTime():u} (is this machine's clock right?)";
        }

        const X509ChainStatusFlags Unknown = X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.NotSignatureValid;
        return (flags & Unknown) != X509ChainStatusFlags.NoError
            ? $"its certificate is not signed by {WhoShouldSign}"
            : $"its certificate is not valid ({flags})";
    }
}
