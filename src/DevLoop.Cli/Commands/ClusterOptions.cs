using System.CommandLine;
using DevLoop.Kubernetes.Authentication;

namespace DevLoop.Cli.Commands;

/// <summary>The options that say which cluster and namespace, by kubectl's names.</summary>
internal sealed class ClusterOptions
{
    private readonly Option<string?> _kubeconfig = new("--kubeconfig")
    {
        Description = "The kubeconfig file. Default: the files of KUBECONFIG, else ~/.kube/config.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _context = new("--context")
    {
        Description = "The context of the kubeconfig. Default: the current one.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _cluster = new("--cluster") { Description = "The cluster of the kubeconfig. Default: the context's.", HelpName = "NAME" };

    private readonly Option<string?> _user = new("--user") { Description = "The user of the kubeconfig. Default: the context's.", HelpName = "NAME" };

    private readonly Option<string?> _namespace = new("--namespace", "-n")
    {
        Description = "The namespace. Default: the context's, else 'default'.",
        HelpName = "NAME",
    };

    /// <summary>Adds all of them.</summary>
    public void AddTo(Command command)
    {
        command.Add(_namespace);
        AddWithoutNamespaceTo(command);
    }

    /// <summary>For a command that has more to say of namespaces.</summary>
    public void AddWithoutNamespaceTo(Command command)
    {
        foreach (var option in (ReadOnlySpan<Option>)[_context, _cluster, _user, _kubeconfig])
        {
            command.Add(option);
        }
    }

    public KubeconfigOptions Read(ParseResult result, Action<string> pluginMessage) => new()
    {
        Path = result.GetValue(_kubeconfig),
        Context = result.GetValue(_context),
        Cluster = result.GetValue(_cluster),
        User = result.GetValue(_user),
        Namespace = result.GetValue(_namespace),
        PluginMessage = pluginMessage,
    };
}
