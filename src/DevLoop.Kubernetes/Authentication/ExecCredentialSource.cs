namespace DevLoop.Kubernetes.Authentication;

/// <summary>The credential of an exec plugin, kept until it expires or the server refuses it. One run at a time serves all who wait.</summary>
/// <param name="plugin">Gives the credential.</param>
/// <param name="owner">The user, for messages.</param>
/// <param name="certificate">The kubeconfig's own certificate, which goes before the plugin's; null when it has none.</param>
/// <param name="time">The clock by which credentials expire.</param>
internal sealed class ExecCredentialSource(ExecPlugin plugin, string owner, UserCertificate? certificate, TimeProvider time) : ICredentialSource
{
    private readonly SemaphoreSlim _oneRun = new(1, 1);
    private volatile Cached? _cached;

    public async ValueTask<Credential> GetAsync(CancellationToken cancellationToken)
    {
        if (Current() is { } current)
        {
            return current;
        }

        await _oneRun.WaitAsync(cancellationToken);
        try
        {
            if (Current() is { } found)
            {
                return found;
            }

            var answer = await plugin.RunAsync(cancellationToken);
            var fresh = new Cached(ToCredential(answer), answer.Expires);
            _cached = fresh;
            return fresh.Credential;
        }
        finally
        {
            _oneRun.Release();
        }
    }

    public bool Forget(Credential rejected)
    {
        if (_cached is { } cached && cached.Credential == rejected)
        {
            _cached = null;
        }

        return true;
    }

    public void Dispose() => _oneRun.Dispose();

    private Credential? Current()
    {
        if (_cached is not { } cached || time.GetUtcNow() >= cached.Expires)
        {
            return null;
        }

        if (certificate?.Current() is { } shown && shown != cached.Credential.Certificate)
        {
            var renewed = new Cached(new Credential(cached.Credential.Authorization, shown), cached.Expires);
            Interlocked.CompareExchange(ref _cached, renewed, cached);
            cached = renewed;
        }

        return cached.Credential;
    }

    private Credential ToCredential(ExecCredentialAnswer answer)
    {
        var shown = certificate is not null || answer.ClientCertificate is null
            ? certificate?.Current()
            : Authentication.ClientCertificate.Create(
                answer.ClientCertificate,
                answer.ClientKey!,
                why => Bad("clientCertificateData", why),
                why => Bad("clientKeyData", why));
        return new Credential(answer.Token is { } token ? Credential.Bearer(token) : null, shown);
    }

    private KubeconfigException Bad(string field, string why) =>
        new(KubeconfigError.PluginAnswerMalformed, $"Cannot use the {field} that the exec plugin of {owner} gave: {why}. Update or configure the plugin.");

    private sealed class Cached(Credential credential, DateTimeOffset? expires)
    {
        public Credential Credential => credential;

        public DateTimeOffset? Expires => expires;
    }
}
