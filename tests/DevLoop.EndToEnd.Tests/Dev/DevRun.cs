using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using DevLoop.Cli.Commands;
using DevLoop.Cli.Console;
using DevLoop.Kubernetes.Authentication;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Dev;

/// <summary>One run of the program in this process, with a console of its own.</summary>
internal sealed class DevRun : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _out = new();
    private readonly ConcurrentQueue<string> _error = new();
    private readonly LineConsole _console;
    private readonly Task<int> _running;
    private readonly string _commandLine;

    /// <param name="project">Where it runs. Its configuration is the one that is read, if there is one and no other is named.</param>
    /// <param name="args">The command line.</param>
    /// <param name="variables">More of the environment.</param>
    /// <param name="time">Its clock. Default: the system's.</param>
    public DevRun(DevProject project, string[] args, IReadOnlyDictionary<string, string>? variables = null, TimeProvider? time = null)
    {
        _console = new LineConsole(_out.Enqueue, _error.Enqueue);
        _commandLine = string.Join(' ', args);
        var environment = new ProcessEnvironment
        {
            Variables = new Dictionary<string, string>(variables ?? new Dictionary<string, string>()) { ["KUBECONFIG"] = project.Kubeconfig },
            HomeDirectory = project.Folder,
            ServiceAccountDirectory = Path.Combine(project.Folder, "no-service-account"),
        };
        string[] all = args[0] != "port-forward" && !args.Contains("-f") && File.Exists(project.Configuration) ? [.. args, "-f", project.Configuration] : args;
        _running = Task.Run(() => DevLoopProgram.RunAsync(all, _console, environment, time ?? TimeProvider.System, _stop.Token));
    }

    public IReadOnlyList<string> OutLines => [.. _out];

    /// <summary>The lines on stderr, but for the one that says that the cluster is slow to answer: on a loaded machine it may be.</summary>
    public IReadOnlyList<string> ErrorLines => [.. _error.Where(l => !l.StartsWith("Waiting for the cluster at ", StringComparison.Ordinal))];

    /// <summary>
    /// The lines on stderr but for those of local ports that had to move: other tests may have the same ones at the same time.
    /// </summary>
    public IReadOnlyList<string> News => [.. ErrorLines.Where(l => !l.StartsWith("warning: Local port ", StringComparison.Ordinal))];

    /// <summary>The line that holds a text, on either stream, once it is there. Fails when the run ends before.</summary>
    /// <param name="text">The text.</param>
    /// <param name="count">Which of the lines that hold it.</param>
    public Task<string> WaitForAsync(string text, int count = 1) =>
        FindAsync(line => line.Contains(text, StringComparison.Ordinal) && --count == 0, $"line '…{text}…'");

    /// <summary>A line that a regular expression fits, see <see cref="WaitForAsync"/>.</summary>
    public Task<string> WaitForMatchAsync(string pattern, int count = 1)
    {
        var regex = new Regex(pattern, RegexOptions.ExplicitCapture, TestLimits.Event);
        return FindAsync(line => regex.IsMatch(line) && --count == 0, $"line that fits '{pattern}'");
    }

    /// <summary>Where a forward listens, once it is said to be up.</summary>
    /// <param name="resource">TYPE/NAME.</param>
    /// <param name="port">The port as the line has it: a number or a name.</param>
    /// <param name="ns">The namespace.</param>
    /// <param name="count">Which of the lines, when it is up several times.</param>
    public async Task<IPEndPoint> LocalAsync(string resource, object port, string ns = "default", int count = 1)
    {
        var line = await WaitForAsync($"Port forwarding {resource} in namespace {ns}, remote port {port} -> http://", count);
        return IPEndPoint.Parse(line[(line.LastIndexOf('/') + 1)..]);
    }

    /// <summary><see cref="LocalAsync"/>, the port alone.</summary>
    public async Task<int> LocalPortAsync(string resource, object port, string ns = "default", int count = 1) =>
        (await LocalAsync(resource, port, ns, count)).Port;

    /// <summary>The local port that <c>port-forward</c> says to lead to a port of the pod.</summary>
    public async Task<int> ForwardingFromAsync(int remote)
    {
        var line = await WaitForAsync($" -> {remote}");
        return IPEndPoint.Parse(line.Split(' ')[2]).Port;
    }

    /// <summary>Waits for the end that comes by itself, and gives the exit code.</summary>
    public Task<int> EndAsync() => _running.Within($"end of devloop {_commandLine}, which said:\n{this}");

    /// <summary>What Ctrl+C does. Gives the exit code.</summary>
    public async Task<int> StopAsync()
    {
        await _stop.CancelAsync();
        return await EndAsync();
    }

    /// <summary>What Ctrl+C does, without waiting for the end.</summary>
    public Task AskToEndAsync() => _stop.CancelAsync();

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"devloop {_commandLine}\n{Lines("out", _out)}{Lines("err", _error)}");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task<string> FindAsync(Func<string, bool> isWanted, string what)
    {
        using var given = new CancellationTokenSource();
        var found = _console.WaitForAsync(line => isWanted(line) ? line : null, given.Token);
        try
        {
            if (await Task.WhenAny(found, _running).Within(what) == _running && !found.IsCompleted)
            {
                Assert.Fail($"It ended without a {what}:\n{this}");
            }
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} It said:\n{this}", e);
        }
        finally
        {
            await given.CancelAsync();
        }

        return await found;
    }

    private static string Lines(string stream, IEnumerable<string> lines) => string.Concat(lines.Select(l => $"{stream} {l}\n"));
}
