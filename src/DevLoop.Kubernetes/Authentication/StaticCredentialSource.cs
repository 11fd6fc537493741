namespace DevLoop.Kubernetes.Authentication;

/// <summary>A token, a password or a certificate that stands in the kubeconfig, or nothing at all.</summary>
internal sealed class StaticCredentialSource(Credential credential) : ICredentialSource
{
    public ValueTask<Credential> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(credential);

    public bool Forget(Credential rejected) => false;

    public void Dispose()
    {
    }
}
