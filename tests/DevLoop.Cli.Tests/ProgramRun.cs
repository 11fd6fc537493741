using DevLoop.Cli.Commands;
using DevLoop.Kubernetes.Authentication;
using DevLoop.Testing;

namespace DevLoop.Cli.Tests;

/// <summary>The program in this process, with a home folder, an environment and a console of its own.</summary>
internal sealed class ProgramRun : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly string _home = Directory.CreateTempSubdirectory("devloop-cli-").FullName;
    private Task<int> _running = Task.FromResult(0);

    public RecordingConsole Console { get; } = new();

    /// <summary>The program's clock. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>A folder of this run's own, the user's home.</summary>
    public string Folder => _home;

    /// <summary>What <c>--log-file</c> got.</summary>
    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    private string LogFile => Path.Combine(_home, "devloop.log");

    private string Kubeconfig => Path.Combine(_home, "config");

    /// <summary>Writes the kubeconfig that <c>KUBECONFIG</c> names.</summary>
    public void WriteKubeconfig(string text) => File.WriteAllText(Kubeconfig, text);

    /// <summary>Runs a command line to its end and gives the exit code. It logs to a file if it is a command that can.</summary>
    public Task<int> RunAsync(params string[] args)
    {
        Start(args);
        return _running.Within($"end of devloop {string.Join(' ', args)}");
    }

    /// <summary>Starts a command line that runs until <see cref="StopAsync"/>.</summary>
    public void Start(params string[] args)
    {
        var environment = new ProcessEnvironment
        {
            Variables = File.Exists(Kubeconfig) ? new Dictionary<string, string> { ["KUBECONFIG"] = Kubeconfig } : [],
            HomeDirectory = _home,
            ServiceAccountDirectory = Path.Combine(_home, "no-service-account"),
        };
        string[] all = args is ["port-forward" or "sandbox", ..] && !args.Contains("--help") && !args.Contains("--log-file") ? [.. args, "--log-file", LogFile] : args;
        _running = Task.Run(() => DevLoopProgram.RunAsync(all, Console, environment, Clock, _stop.Token));
    }

    /// <summary>What Ctrl+C does. Gives the exit code.</summary>
    public async Task<int> StopAsync()
    {
        await _stop.CancelAsync();
        return await _running.Within("end of the program");
    }

    /// <summary>Checks a failed run: one sentence, the exit code, the stack trace in the log alone, the secret nowhere.</summary>
    public void AssertFailed(int exitCode, int expected, string sentence, string? secret = null)
    {
        var shown = string.Join('\n', [.. Console.OutLines, .. Console.ErrorLines]);
        Assert.Multiple(() =>
        {
            Assert.That(string.Join('\n', Console.ErrorLines), Does.StartWith("error: ").And.Contains(sentence));
            Assert.That(exitCode, Is.EqualTo(expected));
            Assert.That(Console.OutLines, Is.Empty);
            Assert.That(Console.ErrorLines, Has.Count.EqualTo(1));
            Assert.That(shown, Does.Not.Match(@"(^|\n)\s+at |Exception"));
            Assert.That(Log, Does.Match(@"Exception: .*\n(.*\n)*\s+at DevLoop\."));
            if (secret is not null)
            {
                Assert.That(shown + Log, Does.Not.Contain(secret));
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        Directory.Delete(_home, recursive: true);
    }
}
