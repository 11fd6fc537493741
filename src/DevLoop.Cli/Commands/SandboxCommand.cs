using System.CommandLine;
using System.Net;
using DevLoop.Cli.Console;
using DevLoop.Cli.Hosting;
using DevLoop.Forwarding.Configuration;
using DevLoop.Sandbox.Hosting;
using DevLoop.Sandbox.Manifests;
using Microsoft.Extensions.Logging;

namespace DevLoop.Cli.Commands;

/// <summary><c>devloop sandbox</c>: a small cluster in this process, to try things on, until Ctrl+C.</summary>
internal sealed class SandboxCommand
{
    private readonly Option<string[]> _files = new("--filename", "-f")
    {
        Description = "Manifests to apply: a file, a folder, or - for standard input; several times if need be.",
        DefaultValueFactory = _ => [],
        HelpName = "FILE",
    };

    private readonly Option<string?> _kubeconfigOut = new("--kubeconfig-out")
    {
        Description = "Where to write the kubeconfig, which is deleted at the end. Default: a new private file.",
        HelpName = "FILE",
    };

    private readonly Option<int> _port = new("--port") { Description = "The port of the API server on 127.0.0.1. Default: any free one.", HelpName = "PORT" };

    private readonly IUserConsole _console;
    private readonly TimeProvider _time;

    private SandboxCommand(IUserConsole console, TimeProvider time)
    {
        _console = console;
        _time = time;
    }

    public static Command Create(IUserConsole console, TimeProvider time)
    {
        var self = new SandboxCommand(console, time);
        var command = new Command("sandbox", "Run a small cluster on this machine, to try things on, until Ctrl+C.")
        {
            self._files, self._kubeconfigOut, self._port,
        };
        new CommandFrame(console).SetAction(command, self.RunAsync);
        return command;
    }

    private async Task RunAsync(ParseResult result, ILoggerFactory loggerFactory, CancellationToken cancellationToken)
    {
        var port = result.GetValue(_port);
        if (port is < 0 or > IPEndPoint.MaxPort)
        {
            throw new ForwardArgumentException($"--port {port} is not a port: give a number from 0 (any free port) to {IPEndPoint.MaxPort}.");
        }

        var kubeconfigOut = result.GetValue(_kubeconfigOut);
        SandboxKubeconfig.ThrowIfSomethingElse(kubeconfigOut);
        var files = result.GetValue(_files)!;
        CommandLog.ReadingManifests(loggerFactory.CreateLogger<SandboxCommand>(), string.Join(", ", files));
        var manifests = await ManifestFiles.ReadAsync(files, cancellationToken);
        var options = new SandboxOptions { Port = port, Clock = _time, LoggerFactory = loggerFactory };
        await using var cluster = await SandboxCluster.StartAsync(options, cancellationToken);
        foreach (var (name, text) in manifests)
        {
            await ApplyAsync(cluster, name, text);
        }

        using var kubeconfig = SandboxKubeconfig.Write(cluster, kubeconfigOut);
        await _console.Error.WriteLineAsync($"The sandbox cluster is up at {cluster.ServerUrl} until Ctrl+C. To use it elsewhere:");
        await _console.Out.WriteLineAsync($"export KUBECONFIG='{kubeconfig.Path.Replace("'", @"'\''", StringComparison.Ordinal)}'");
        await cluster.Completion.WaitAsync(cancellationToken);
    }

    private static async Task ApplyAsync(SandboxCluster cluster, string name, string text)
    {
        try
        {
            await cluster.ApplyManifestsAsync(text);
        }
        catch (ManifestException e)
        {
            throw new ManifestException($"{name}: {e.Message}", e);
        }
    }
}
