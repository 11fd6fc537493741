using System.CommandLine;
using System.Text.Json;
using DevLoop.Cli.Console;
using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes.Authentication;
using Microsoft.Extensions.Logging;

namespace DevLoop.Cli.Commands;

/// <summary><c>devloop config print</c>: shows what was read, with profiles and templates applied.</summary>
internal sealed class ConfigPrintCommand
{
    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The form of what is printed.",
        DefaultValueFactory = _ => "yaml",
        HelpName = "yaml|json",
    };

    private readonly ConfigOptions _options = new();
    private readonly IUserConsole _console;
    private readonly ProcessEnvironment _environment;

    private ConfigPrintCommand(IUserConsole console, ProcessEnvironment environment)
    {
        _console = console;
        _environment = environment;
    }

    public static Command Create(IUserConsole console, ProcessEnvironment environment)
    {
        var self = new ConfigPrintCommand(console, environment);
        var command = new Command("print", "Show what is forwarded by the configuration, with profiles and templates applied.") { self._output };
        self._options.AddTo(command);
        new CommandFrame(console).SetAction(command, self.RunAsync);
        return command;
    }

    private async Task RunAsync(ParseResult result, ILoggerFactory loggerFactory, CancellationToken cancellationToken)
    {
        var output = result.GetValue(_output)!;
        if (output is not ("yaml" or "json"))
        {
            throw new ForwardArgumentException($"There is no output form '{output}': give -o yaml or -o json.");
        }

        var resources = _options.Load(result, _console, _environment).Resources;
        await _console.Out.WriteLineAsync(output == "yaml"
            ? ConfigYaml.Of(resources)
            : JsonSerializer.Serialize([.. resources.Select(ConfigPrintedForward.Of)], ConfigJson.Default.IReadOnlyListConfigPrintedForward));
    }
}
