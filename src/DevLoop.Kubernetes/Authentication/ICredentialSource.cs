namespace DevLoop.Kubernetes.Authentication;

/// <summary>Where the credential of a request comes from.</summary>
internal interface ICredentialSource : IDisposable
{
    /// <summary>The credential to use now.</summary>
    /// <exception cref="KubeconfigException">There is none to be had.</exception>
    ValueTask<Credential> GetAsync(CancellationToken cancellationToken);

    /// <summary>The server answered 401 to <paramref name="rejected"/>: do not hand out a cached copy of it again. False when there can be no other.</summary>
    bool Forget(Credential rejected);
}
