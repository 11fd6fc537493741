namespace DevLoop.Kubernetes.Authentication;

/// <summary>Which files make up the kubeconfig, by kubectl's rules.</summary>
internal static class KubeconfigFiles
{
    /// <summary>Reads and merges them; null when there is none to read.</summary>
    /// <exception cref="KubeconfigException">The explicit file is missing, or any file is a folder, cannot be read or is malformed.</exception>
    public static Kubeconfig? Load(KubeconfigOptions options, ProcessEnvironment environment)
    {
        if (options.Path is { Length: > 0 } explicitPath)
        {
            return Path.Exists(explicitPath)
                ? KubeconfigReader.Read(explicitPath)
                : throw new KubeconfigException(
                    KubeconfigError.FileNotFound,
                    $"The kubeconfig {explicitPath} does not exist: check the path given with --kubeconfig.");
        }

        var configs = Candidates(environment).Where(Path.Exists).Select(KubeconfigReader.Read).ToList();
        return configs.Count == 0 ? null : Kubeconfig.Merge(configs);
    }

    /// <summary>Where it is looked for, whether or not there is such a file.</summary>
    public static IReadOnlyList<string> Candidates(ProcessEnvironment environment)
    {
        if (environment.Variable("KUBECONFIG") is { } list)
        {
            return [.. list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
        }

        return environment.HomeDirectory is { } home ? [Path.Combine(home, ".kube", "config")] : [];
    }
}
