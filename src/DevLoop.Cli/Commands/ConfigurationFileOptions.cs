using System.CommandLine;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Configuration.Files;
using DevLoop.Kubernetes;

namespace DevLoop.Cli.Commands;

/// <summary>The options that say which configuration file is read, and with which profiles.</summary>
internal sealed class ConfigurationFileOptions
{
    private readonly Option<string?> _file = new("--filename", "-f")
    {
        Description = "The configuration file. Default: devloop.yaml, else skaffold.yaml, in the working directory.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _profiles = new("--profile", "-p")
    {
        Description = "A profile to activate, or to leave out: -p=-NAME; several times or with commas.",
        DefaultValueFactory = _ => [],
        HelpName = "NAME",
    };

    public void AddTo(Command command)
    {
        command.Add(_file);
        command.Add(_profiles);
    }

    /// <summary>What to read.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="command">The command that runs.</param>
    /// <param name="kubeContext">The kubeconfig's context; null when there is none.</param>
    /// <param name="variables">The environment.</param>
    public ConfigurationRequest Read(ParseResult result, string command, string? kubeContext, IReadOnlyDictionary<string, string> variables) => new()
    {
        File = result.GetValue(_file),
        WorkingDirectory = Environment.CurrentDirectory,
        Profiles = [.. result.GetValue(_profiles)!.SelectMany(Names)],
        Command = command,
        KubeContext = kubeContext,
        Variables = variables,
    };

    private static string[] Names(string list)
    {
        const StringSplitOptions Tidy = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        return list.Split(',', Tidy) is { Length: > 0 } names
            ? names
            : throw new ForwardArgumentException($"--profile '{PlainText.Of(list)}' names no profile: give one, such as -p staging.");
    }
}
