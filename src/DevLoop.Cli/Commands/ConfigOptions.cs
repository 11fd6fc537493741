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

    private readonly ConfigurationFileOptions _files = new();

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
        _files.AddTo(command);
        command.Add(_command);
        command.Add(_kubeContext);
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

        var kubeContext = result.GetValue(_kubeContext) ?? ClusterConfigurationLoader.CurrentContext(environment);
        var configuration = new ConfigurationLoader(new DiskFiles(), new MachineAddresses()).Load(_files.Read(result, command, kubeContext, environment.Variables));
        foreach (var problem in configuration.Problems)
        {
            console.Error.WritePlainLine(problem.ToString());
        }

        configuration.ThrowIfErrors();
        return configuration;
    }
}
