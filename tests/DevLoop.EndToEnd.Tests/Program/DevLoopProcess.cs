using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Program;

/// <summary>
/// The built program as a process of its own, with a kubeconfig and a home of its own. The environment variable <c>DEVLOOP_PROGRAM</c>
/// names another one, such as the native program that is installed, by its absolute path.
/// </summary>
internal sealed partial class DevLoopProcess : IAsyncDisposable
{
    /// <summary>The category of every test that starts one: <c>[Category(DevLoopProcess.Category)]</c>.</summary>
    public const string Category = "Process";

    private const string ProgramVariable = "DEVLOOP_PROGRAM";

    private readonly Lock _gate = new();
    private readonly List<(bool IsError, string Text)> _lines = [];
    private readonly string _home = Directory.CreateTempSubdirectory("devloop-program-").FullName;
    private readonly Process _process;
    private readonly Task _reading;
    private TaskCompletionSource _more = NewSource();

    private DevLoopProcess(string? kubeconfig, string program, IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _home,
        };
        info.Environment["HOME"] = _home;
        info.Environment.Remove("KUBECONFIG");
        if (kubeconfig is not null)
        {
            var file = Path.Combine(_home, "kubeconfig");
            File.WriteAllText(file, kubeconfig);
            info.Environment["KUBECONFIG"] = file;
        }

        _process = Process.Start(info) ?? throw new InvalidOperationException("devloop did not start.");
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput, isError: false), ReadAsync(_process.StandardError, isError: true));
    }

    /// <summary>The path of the program.</summary>
    public static string Program { get; } = Environment.GetEnvironmentVariable(ProgramVariable) is { Length: > 0 } path
        ? Path.IsPathFullyQualified(path) && File.Exists(path) ? path : throw new InvalidOperationException($"{ProgramVariable} is '{path}', which is not the absolute path of a file.")
        : Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "devloop.exe" : "devloop");

    /// <summary>A folder of this process's own, the one it runs in.</summary>
    public string Folder => _home;

    public int Id => _process.Id;

    public StreamWriter Input => _process.StandardInput;

    public IReadOnlyList<string> OutLines => Lines(isError: false);

    /// <summary>The lines on stderr, but for the one that says that the cluster is slow to answer: on a loaded machine it may be.</summary>
    public IReadOnlyList<string> ErrorLines => [.. Lines(isError: true).Where(l => !l.StartsWith("Waiting for the cluster at ", StringComparison.Ordinal))];

    public static DevLoopProcess Start(string? kubeconfig, params string[] arguments) => new(kubeconfig, Program, arguments);

    /// <summary>As <see cref="Start"/>, with at most this many file descriptors.</summary>
    public static DevLoopProcess StartWithin(int descriptors, string? kubeconfig, params string[] arguments) =>
        new(kubeconfig, "sh", ["-c", $"ulimit -n {descriptors} && exec \"$0\" \"$@\"", Program, .. arguments]);

    /// <summary>The first line that holds a text, on either stream, once it is there. Fails when the program ends before.</summary>
    public Task<string> WaitForAsync(string text) => FindAsync(line => line.Contains(text, StringComparison.Ordinal) ? line : null, $"line '…{text}…'");

    /// <summary>The local port that leads to a port of the pod, once it is said.</summary>
    public async Task<int> LocalPortAsync(int remote, string address = "127.0.0.1")
    {
        var port = await FindAsync(
            line => ForwardingLine().Match(line) is { Success: true } match && match.Groups["address"].Value == address && match.Groups["remote"].Value == $"{remote}"
                ? match.Groups["local"].Value
                : null,
            $"forward from {address} to {remote}");
        return int.Parse(port, CultureInfo.InvariantCulture);
    }

    /// <summary>Sends a signal, such as <c>INT</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("sh", ["-c", $"kill -{signal} {_process.Id}"]);
        await kill.WaitForExitAsync().Within("end of kill");
    }

    /// <summary>Waits for the end of the process and of its output, and gives the exit code.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().Within($"end of devloop, which said:\n{this}");
        await _reading.Within("end of devloop's output");
        return _process.ExitCode;
    }

    public override string ToString()
    {
        lock (_gate)
        {
            return string.Join('\n', _lines.Select(l => (l.IsError ? "err " : "out ") + l.Text));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await EndAsync();
        _process.Dispose();
        Directory.Delete(_home, recursive: true);
    }

    private async Task<string> FindAsync(Func<string, string?> wanted, string what)
    {
        while (true)
        {
            Task more;
            var ended = _reading.IsCompleted;
            lock (_gate)
            {
                if (_lines.Select(l => wanted(l.Text)).FirstOrDefault(f => f is not null) is { } found)
                {
                    return found;
                }

                more = _more.Task;
            }

            Assert.That(ended, Is.False, $"devloop ended without a {what}:\n{this}");
            await Task.WhenAny(more, _reading).Within($"{what} among:\n{this}");
        }
    }

    private IReadOnlyList<string> Lines(bool isError)
    {
        lock (_gate)
        {
            return [.. _lines.Where(l => l.IsError == isError).Select(l => l.Text)];
        }
    }

    private async Task ReadAsync(StreamReader reader, bool isError)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_gate)
            {
                _lines.Add((isError, line));
                _more.TrySetResult();
                _more = NewSource();
            }
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [GeneratedRegex(@"^Forwarding from (?<address>\S+):(?<local>\d+) -> (?<remote>\d+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ForwardingLine();
}
