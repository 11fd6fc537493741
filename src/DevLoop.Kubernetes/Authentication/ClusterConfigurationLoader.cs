using System.Net;

namespace DevLoop.Kubernetes.Authentication;

/// <summary>Finds the cluster as kubectl does: command line, kubeconfig, in-cluster account, in this order.</summary>
public static class ClusterConfigurationLoader
{
    /// <summary>Reads the kubeconfig and settles on one cluster, user and namespace. Reads certificates of the cluster; runs no plugin.</summary>
    /// <exception cref="KubeconfigException">There is none, or it cannot be used; the message says what to do.</exception>
    public static ClusterConfiguration Load(KubeconfigOptions options, ProcessEnvironment environment)
    {
        var config = Find(options, environment);
        var context = Context(config, options);
        var cluster = Cluster(config, context, options);
        var user = User(config, context, options);
        return new ClusterConfiguration(
            ServerAddress.Parse(cluster, user),
            ServerTrust.From(cluster),
            user,
            (exec, time) => new ExecPlugin(exec, cluster, environment, options.PluginMessage, time))
        {
            Context = context?.Name,
            Namespace = NonEmpty(options.Namespace) ?? NonEmpty(context?.Namespace) ?? "default",
            Sources = config.Files,
            Proxy = Proxy(cluster, environment),
            DisableCompression = cluster.DisableCompression,
        };
    }

    /// <summary>The name of the kubeconfig's current context; null when it sets none, or there is no kubeconfig that can be read.</summary>
    public static string? CurrentContext(ProcessEnvironment environment)
    {
        try
        {
            return KubeconfigFiles.Load(new KubeconfigOptions(), environment)?.CurrentContext;
        }
        catch (KubeconfigException)
        {
            return null;
        }
    }

    private static Kubeconfig Find(KubeconfigOptions options, ProcessEnvironment environment)
    {
        var config = KubeconfigFiles.Load(options, environment);
        if (config is { IsEmpty: false })
        {
            return config;
        }

        if (NonEmpty(options.Path) is null && InClusterAccount.Find(environment) is { } account)
        {
            return account;
        }

        throw new KubeconfigException(
            KubeconfigError.NoConfiguration,
            $"{(config is null ? NoFile(environment) : $"The {Where(config)} names no cluster, no user and no context")}: " +
            "set KUBECONFIG, give --kubeconfig FILE, or create a cluster first.");
    }

    private static string NoFile(ProcessEnvironment environment)
    {
        var places = KubeconfigFiles.Candidates(environment);
        return $"There is no kubeconfig ({(places.Count == 0 ? "this user has no home folder" : "looked at " + string.Join(", ", places))})";
    }

    private static ContextEntry? Context(Kubeconfig config, KubeconfigOptions options)
    {
        if ((NonEmpty(options.Context) ?? config.CurrentContext) is not { } name)
        {
            return NonEmpty(options.Cluster) is not null
                ? null
                : throw new KubeconfigException(
                    KubeconfigError.NoCurrentContext,
                    $"The {Where(config)} sets no current-context: {Choice("give --context with", config.Contexts.Keys, ", or run `kubectl config use-context NAME`")}.");
        }

        return config.Contexts.GetValueOrDefault(name) ?? throw new KubeconfigException(
            KubeconfigError.UnknownContext,
            $"There is no context '{PlainText.Of(name, 80)}' in the {Where(config)}: {Choice("use", config.Contexts.Keys)}.");
    }

    private static ClusterEntry Cluster(Kubeconfig config, ContextEntry? context, KubeconfigOptions options)
    {
        var name = NonEmpty(options.Cluster) ?? NonEmpty(context?.Cluster)
            ?? throw new KubeconfigException(
                KubeconfigError.UnknownCluster,
                $"Context '{PlainText.Of(context?.Name, 80)}' in {context?.File} names no cluster: {Choice("give --cluster with", config.Clusters.Keys)}.");
        return config.Clusters.GetValueOrDefault(name) ?? throw new KubeconfigException(
            KubeconfigError.UnknownCluster,
            $"There is no cluster '{PlainText.Of(name, 80)}' in the {Where(config)}{NamedBy(context, options.Cluster)}: {Choice("use", config.Clusters.Keys)}.");
    }

    private static UserEntry User(Kubeconfig config, ContextEntry? context, KubeconfigOptions options)
    {
        if ((NonEmpty(options.User) ?? NonEmpty(context?.User)) is not { } name)
        {
            return new UserEntry { Name = "", File = config.Files[0] };
        }

        return config.Users.GetValueOrDefault(name) ?? throw new KubeconfigException(
            KubeconfigError.UnknownUser,
            $"There is no user '{PlainText.Of(name, 80)}' in the {Where(config)}{NamedBy(context, options.User)}: {Choice("use", config.Users.Keys)}.");
    }

    private static IWebProxy? Proxy(ClusterEntry cluster, ProcessEnvironment environment) => cluster.ProxyUrl is { Length: > 0 } url
        ? ProxyAddress.Parse(url, $"cluster '{cluster.Name}' in {cluster.File}").ToProxy()
        : EnvironmentProxy.From(environment);

    private static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string NamedBy(ContextEntry? context, string? option) =>
        string.IsNullOrEmpty(option) && context is not null ? $", which context '{PlainText.Of(context.Name, 80)}' names" : "";

    private static string Where(Kubeconfig config) => "kubeconfig " + string.Join(", ", config.Files);

    /// <summary>What to do, given the names there are; without any, only another kubeconfig helps.</summary>
    private static string Choice(string use, IEnumerable<string> names, string otherwise = "")
    {
        const int Shown = 20;
        var sorted = names.Order(StringComparer.Ordinal).Select(n => PlainText.Of(n, 80)).ToList();
        return sorted.Count switch
        {
            0 => "none is defined, so give another file with --kubeconfig",
            > Shown => $"{use} one of {string.Join(", ", sorted.Take(Shown))} and {sorted.Count - Shown} more{otherwise}",
            _ => $"{use} one of {string.Join(", ", sorted)}{otherwise}",
        };
    }
}
