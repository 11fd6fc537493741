using System.CommandLine;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Discovery;

namespace DevLoop.Cli.Commands;

/// <summary>The options that say what is forwarded, and where it is looked for.</summary>
internal sealed class ScopeOptions
{
    private readonly Option<string?> _portForward = new("--port-forward")
    {
        Description = "What is forwarded: true, off, or a list of user, services, pods, debug.",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "MODES",
    };

    private readonly Option<string[]> _namespaces = new("--namespace", "-n")
    {
        Description = "A namespace to look in, several times or with commas. Default: the context's, else 'default'.",
        DefaultValueFactory = _ => [],
        HelpName = "NAME",
    };

    private readonly Option<bool> _allNamespaces = new("--all-namespaces", "-A") { Description = "Look in all namespaces." };

    private readonly Option<string?> _selector = new("--selector", "-l")
    {
        Description = "Take the objects with these labels for those of this run. Default: those with a run-id label of devloop or Skaffold.",
        HelpName = "SELECTOR",
    };

    public void AddTo(Command command)
    {
        foreach (var option in (ReadOnlySpan<Option>)[_portForward, _namespaces, _allNamespaces, _selector])
        {
            command.Add(option);
        }
    }

    /// <summary>Whether it is said what is forwarded.</summary>
    public bool HasModes(ParseResult result) => result.GetResult(_portForward) is not null;

    /// <summary>What is forwarded by the table of modes.</summary>
    /// <exception cref="ForwardArgumentException">The flag has a value that is none.</exception>
    public ForwardModes Modes(ParseResult result, string command) =>
        ModeTable.Resolve(command, HasModes(result) ? result.GetValue(_portForward) ?? ModeTable.Bare : null);

    /// <summary>The namespaces that were named.</summary>
    /// <exception cref="ForwardArgumentException">One of them can be none, or all of them are asked for too.</exception>
    public IReadOnlyList<string> Namespaces(ParseResult result)
    {
        IReadOnlyList<string> named =
            [.. result.GetValue(_namespaces)!.SelectMany(n => n.Split(',', StringSplitOptions.TrimEntries)).Select(NamespaceName.Check).Distinct()];
        return named.Count > 0 && result.GetValue(_allNamespaces)
            ? throw new ForwardArgumentException("--all-namespaces and --namespace contradict each other: give one of the two.")
            : named;
    }

    /// <summary>What to look for in the cluster.</summary>
    /// <exception cref="ForwardArgumentException">The selector is none.</exception>
    public DiscoveryScope Read(ParseResult result, ForwardModes modes, IReadOnlyList<string> namespaces, string currentNamespace) => new(
        modes,
        result.GetValue(_selector) is { } selector ? RunSelector.Parse(selector) : RunSelector.RunId,
        result.GetValue(_allNamespaces) ? null : namespaces.Count > 0 ? namespaces : [currentNamespace]);
}
