namespace DevLoop.Kubernetes.Authentication;

/// <summary>The service account of the pod that this program runs in, see https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/.</summary>
internal static class InClusterAccount
{
    private const string Name = "in-cluster";

    /// <summary>The account as a kubeconfig; null when this is no pod.</summary>
    public static Kubeconfig? Find(ProcessEnvironment environment)
    {
        var folder = environment.ServiceAccountDirectory;
        var tokenFile = Path.Combine(folder, "token");
        if (environment.Variable("KUBERNETES_SERVICE_HOST") is not { } host
            || environment.Variable("KUBERNETES_SERVICE_PORT") is not { } port
            || !File.Exists(tokenFile))
        {
            return null;
        }

        var authority = Path.Combine(folder, "ca.crt");
        return new Kubeconfig
        {
            Files = [folder],
            CurrentContext = Name,
            Contexts = Single(new ContextEntry(Name, folder, Name, Name, Namespace(environment, folder))),
            Users = Single(new UserEntry { Name = Name, File = folder, TokenFile = tokenFile }),
            Clusters = Single(new ClusterEntry
            {
                Name = Name,
                File = folder,
                Server = $"https://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}",
                CertificateAuthority = File.Exists(authority) ? PemSource.FromFile(authority, "the service account's certificate authority") : null,
            }),
        };
    }

    private static Dictionary<string, T> Single<T>(T entry) => new() { [Name] = entry };

    private static string? Namespace(ProcessEnvironment environment, string folder)
    {
        try
        {
            return environment.Variable("POD_NAMESPACE") ?? SmallFile.ReadText(Path.Combine(folder, "namespace"), 1024).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
