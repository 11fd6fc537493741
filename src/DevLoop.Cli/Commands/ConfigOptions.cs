using System.CommandLine;
using DevLoop.Cli.Console;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Configuration.Files;
using DevLoop.Kubernetes.Authentication;

namespace DevLoop.Cli.Commands;

/// <summary>The options that say which configuration is read, and as what.</summary>
internal sealed class ConfigOptions
{
    private const string DefaultCommand = "dev";

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

    private readonly Option<string> _command = new("--command")
    {
        Description = "Read it as for this command, which may activate profiles.",
        DefaultValueFactory = _ => DefaultCommand,
        HelpName = string.Join('|', ModeTable.CommandNames),
    };

    private readonly Option<string?> _kubeContext = new("--kube-context")
    {
        Description = "Read it as for this context, which may activate profiles. Default: the kubeconfig's current one.",
        HelpName = "NAME",
    };

    public void AddTo(Command command)
    {
        foreach (var option in (ReadOnlySpan<Option>)[_file, _profiles, _command, _kubeContext])
        {
            command.Add(option);
        }
    }

    /// <summary>Reads the configuration, and says on stderr what is wrong with it.</summary>
    /// <exception cref="ConfigurationException">It has errors.</exception>
    /// <exception cref="ForwardArgumentException">An option makes no sense.</exception>
    public PortForwardConfiguration Load(ParseResult result, IUserConsole console, ProcessEnvironment environment)
    {
        var command = result.GetValue(_command)!;
        if (!ModeTable.CommandNames.Contains(command))
        {
            throw new ForwardArgumentException($"There is no command '{command}' to read the configuration for: give --command {string.Join(", ", ModeTable.CommandNames)}.");
        }

        var configuration = new ConfigurationLoader(new DiskFiles()).Load(new ConfigurationRequest
        {
            File = result.GetValue(_file),
            WorkingDirectory = Environment.CurrentDirectory,
            Profiles = [.. result.GetValue(_profiles)!.SelectMany(p => p.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))],
            Command = command,
            KubeContext = result.GetValue(_kubeContext) ?? ClusterConfigurationLoader.CurrentContext(environment),
            Variables = environment.Variables,
        });
        foreach (var problem in configuration.Problems)
        {
            console.Error.WritePlainLine(problem.ToString());
        }

        configuration.ThrowIfErrors();
        return configuration;
    }
}
