namespace DevLoop.Kubernetes.Authentication;

/// <summary>A token, a password or a certificate that stands in the kubeconfig, or nothing at all.</summary>
internal sealed class StaticCredentialSource(string? authorization, UserCertificate? certificate) : ICredentialSource
{
    public ValueTask<Credential> GetAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(new Credential(authorization, certificate?.Current()));

    public bool Forget(Credential rejected) => certificate is { IsRenewable: true };

    public void Dispose()
    {
    }
}
