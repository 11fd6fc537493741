using System.CommandLine;
using DevLoop.Cli.Console;
using DevLoop.Forwarding.Configuration.Files;
using DevLoop.Kubernetes.Authentication;
using Microsoft.Extensions.Logging;

namespace DevLoop.Cli.Commands;

/// <summary><c>devloop config validate</c>: says all that is wrong with the configuration, or in one line what it holds.</summary>
internal sealed class ConfigValidateCommand(ConfigOptions options, IUserConsole console, ProcessEnvironment environment)
{
    public static Command Create(IUserConsole console, ProcessEnvironment environment)
    {
        var options = new ConfigOptions();
        var command = new Command("validate", "Say everything that is wrong with the configuration, each with its place.");
        options.AddTo(command);
        new CommandFrame(console).SetAction(command, new ConfigValidateCommand(options, console, environment).RunAsync);
        return command;
    }

    private Task RunAsync(ParseResult result, ILoggerFactory loggerFactory, CancellationToken cancellationToken)
    {
        console.Out.WritePlainLine(Summary(options.Load(result, console, environment)));
        return Task.CompletedTask;
    }

    private static string Summary(PortForwardConfiguration configuration)
    {
        var forwards = configuration.Resources.Count == 1 ? "1 forward" : $"{configuration.Resources.Count} forwards";
        var profiles = configuration.ActiveProfiles.Count == 0 ? "no active profile" : $"active profiles: {string.Join(", ", configuration.ActiveProfiles)}";
        return $"{string.Join(", ", configuration.Files)}: {forwards}, {profiles}";
    }
}
