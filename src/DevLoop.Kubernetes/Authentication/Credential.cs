using System.Net.Security;

namespace DevLoop.Kubernetes.Authentication;

/// <summary>What a request shows of its user. A class, not a record: it holds secrets and must not print itself.</summary>
internal sealed class Credential(string? authorization, SslStreamCertificateContext? certificate)
{
    public static Credential None { get; } = new(null, null);

    /// <summary>The value of the Authorization header.</summary>
    public string? Authorization => authorization;

    public SslStreamCertificateContext? Certificate => certificate;

    public static string Bearer(string token) => "Bearer " + token;

    public bool IsSameAs(Credential other) =>
        authorization == other.Authorization
        && certificate?.TargetCertificate.Thumbprint == other.Certificate?.TargetCertificate.Thumbprint;
}
