namespace DevLoop.Kubernetes.Authentication;

/// <summary>What the command line says about the cluster; what it leaves out comes from the kubeconfig.</summary>
public sealed record KubeconfigOptions
{
    /// <summary>The one file to read (<c>--kubeconfig</c>), which must exist. Default: the files of <c>KUBECONFIG</c>, else <c>~/.kube/config</c>.</summary>
    public string? Path { get; init; }

    /// <summary>The context (<c>--context</c>). Default: the current one.</summary>
    public string? Context { get; init; }

    /// <summary>The cluster entry (<c>--cluster</c>). Default: the context's.</summary>
    public string? Cluster { get; init; }

    /// <summary>The user entry (<c>--user</c>). Default: the context's.</summary>
    public string? User { get; init; }

    /// <summary>The namespace (<c>--namespace</c>). Default: the context's, else <c>default</c>.</summary>
    public string? Namespace { get; init; }

    /// <summary>
    /// Called with each line that an exec plugin writes to its standard error while it runs, such as the page to open for
    /// a login; made safe to show. Default: such lines are only seen when the plugin fails.
    /// </summary>
    public Action<string>? PluginMessage { get; init; }
}
