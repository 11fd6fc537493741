using System.CommandLine;
using DevLoop.Cli.Console;
using DevLoop.Cli.Demo;
using DevLoop.Kubernetes.Authentication;
using Microsoft.Extensions.Logging;

namespace DevLoop.Cli.Commands;

/// <summary><c>devloop demo</c>: what devloop is for, in half a minute and without a cluster.</summary>
internal sealed class DemoCommand(IUserConsole console, ProcessEnvironment environment, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static Command Create(IUserConsole console, ProcessEnvironment environment, TimeProvider time)
    {
        var command = new Command("demo", "Show in half a minute, without a cluster, what devloop does.");
        new CommandFrame(console).SetAction(command, new DemoCommand(console, environment, time).RunAsync);
        return command;
    }

    private async Task RunAsync(ParseResult result, ILoggerFactory loggerFactory, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("devloop-demo-").FullName;
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var inner = WithState(Path.Combine(folder, "state"));
            await new DemoScript(console, (args, shown, token) => DevLoopProgram.RunAsync(args, shown, inner, time, token), loggerFactory, time)
                .RunAsync(folder, either.Token);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested)
        {
            throw new DemoException($"The demo did not come to its end within {Limit.TotalMinutes} minutes.", e);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The environment of the demo's commands, which keep what they keep between runs in this folder.</summary>
    private ProcessEnvironment WithState(string folder) => environment with
    {
        Variables = new Dictionary<string, string>(environment.Variables, StringComparer.Ordinal)
        {
            ["XDG_STATE_HOME"] = folder,
            ["LOCALAPPDATA"] = folder,
        },
    };
}
