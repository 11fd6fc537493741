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
            var manifests = Path.Combine(folder, "web.yaml");
            await WriteManifestsAsync(manifests, either.Token);
            await new DemoScript(console, Run, loggerFactory, time).RunAsync(folder, manifests, either.Token);
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

    private Task<int> Run(string[] args, IUserConsole shown, CancellationToken cancellationToken) =>
        DevLoopProgram.RunAsync(args, shown, environment, time, cancellationToken);

    private static async Task WriteManifestsAsync(string path, CancellationToken cancellationToken)
    {
        await using var manifests = typeof(DemoCommand).Assembly.GetManifestResourceStream("DemoManifests")
            ?? throw new InvalidOperationException("The demo's manifests are missing from the assembly.");
        await using var file = File.Create(path);
        await manifests.CopyToAsync(file, cancellationToken);
    }
}
