using System.CommandLine;
using System.CommandLine.Help;
using DevLoop.Cli.Console;
using DevLoop.Cli.Hosting;
using DevLoop.Kubernetes.Authentication;

namespace DevLoop.Cli.Commands;

/// <summary>The program: its commands, and what all of them do with a wrong command line.</summary>
internal static class DevLoopProgram
{
    /// <summary>Runs a command line to its end, which cancelling asks for, and gives the exit code.</summary>
    public static async Task<int> RunAsync(
        string[] args, IUserConsole console, ProcessEnvironment environment, TimeProvider time, CancellationToken cancellationToken)
    {
        var root = new RootCommand("Keeps local ports wired to the right pods of a Kubernetes cluster.")
        {
            DevCommand.Create("dev", "Forward what the configuration names until Ctrl+C; with --port-forward also the Services of this run.", console, environment, time),
            DevCommand.Create("debug", "As dev, and the ports that debuggers listen on.", console, environment, time),
            DevCommand.Create("run", "As dev, but forwards only with --port-forward.", console, environment, time),
            DevCommand.Create("deploy", "As run.", console, environment, time),
            PortForwardCommand.Create(console, environment, time),
            SandboxCommand.Create(console, time),
            DemoCommand.Create(console, environment, time),
            ConfigCommand.Create(console, environment),
        };
        root.SetAction(result => new HelpAction().Invoke(result));

        // An argument that begins with '@' is an argument, not a file to read arguments from.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var message in parsed.Errors.Select(e => e.Message).Distinct(StringComparer.Ordinal))
            {
                console.Error.WritePlainLine($"error: {message}");
            }

            console.Error.WriteLine($"See 'devloop{PathOf(parsed.CommandResult.Command)} --help'.");
            return ExitCodes.Usage;
        }

        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
            Output = console.Out,
            Error = console.Error,
        };
        return await parsed.InvokeAsync(configuration, cancellationToken);
    }

    private static string PathOf(Command command) =>
        command is RootCommand ? "" : $"{PathOf(command.Parents.OfType<Command>().First())} {command.Name}";
}
