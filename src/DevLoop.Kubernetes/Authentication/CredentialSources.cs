using System.Text;

namespace DevLoop.Kubernetes.Authentication;

/// <summary>Chooses how a user authenticates, by kubectl's order: a static token or password, else the plugin; a certificate beside either.</summary>
internal static class CredentialSources
{
    /// <exception cref="KubeconfigException">The user's fields contradict each other or cannot be used.</exception>
    public static ICredentialSource For(UserEntry user, Func<ExecEntry, ExecPlugin> plugin, TimeProvider time)
    {
        Check(user);
        var certificate = Certificate(user);
        if (user.TokenFile is { } file)
        {
            return new TokenFileCredentialSource(file, Owner(user), user.Token, certificate);
        }

        if (user.Token is { } token)
        {
            return new StaticCredentialSource(Credential.Bearer(token), certificate);
        }

        if (user.Username is { } name)
        {
            var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{user.Password}"));
            return new StaticCredentialSource("Basic " + pair, certificate);
        }

        return user.Exec is { } exec
            ? new ExecCredentialSource(plugin(exec), Owner(user), certificate, time)
            : new StaticCredentialSource(null, certificate);
    }

    private static void Check(UserEntry user)
    {
        if (user.HasAuthProvider)
        {
            throw new KubeconfigException(
                KubeconfigError.NotSupported,
                $"The {Owner(user)} uses an auth-provider, which Kubernetes removed in 1.26: use an exec plugin, such as gke-gcloud-auth-plugin or kubelogin.");
        }

        var hasToken = user.Token is not null || user.TokenFile is not null;
        if (hasToken && user.Username is not null)
        {
            throw new KubeconfigException(KubeconfigError.Conflict, $"The {Owner(user)} has a token and a username: remove one of them.");
        }

        if (user.Token is { } token && !HeaderText.IsValid(token))
        {
            throw new KubeconfigException(KubeconfigError.BadToken, $"The token of {Owner(user)} holds characters that no token may hold: copy it again.");
        }
    }

    private static UserCertificate? Certificate(UserEntry user) => (user.ClientCertificate, user.ClientKey) switch
    {
        (null, null) => null,
        ({ } certificate, { } key) => new UserCertificate(certificate, key),
        (null, _) => throw new KubeconfigException(KubeconfigError.BadCertificate, $"The {Owner(user)} has a client-key without a client-certificate: add it, or remove the key."),
        (_, null) => throw new KubeconfigException(KubeconfigError.BadCertificate, $"The {Owner(user)} has a client-certificate without a client-key: add it, or remove the certificate."),
    };

    private static string Owner(UserEntry user) => $"user '{PlainText.Of(user.Name, 80)}' in {user.File}";
}
