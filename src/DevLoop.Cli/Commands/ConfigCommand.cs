using System.CommandLine;
using DevLoop.Cli.Console;
using DevLoop.Kubernetes.Authentication;

namespace DevLoop.Cli.Commands;

/// <summary><c>devloop config</c>: looks at configuration files, without a cluster.</summary>
internal static class ConfigCommand
{
    public static Command Create(IUserConsole console, ProcessEnvironment environment) => new("config", "Check what devloop.yaml or skaffold.yaml says, without a cluster.")
    {
        ConfigValidateCommand.Create(console, environment),
        ConfigPrintCommand.Create(console, environment),
    };
}
