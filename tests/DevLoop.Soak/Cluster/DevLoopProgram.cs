using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace DevLoop.Soak.Cluster;

/// <summary>The built <c>devloop dev</c> as a process of its own, with a home of its own, forwarding every workload over one wire.</summary>
internal sealed partial class DevLoopProgram : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(20);

    private readonly TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<(string Resource, string Port), int> _ports = new();
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("devloop-soak-");
    private readonly StreamWriter _log;
    private readonly Process _process;
    private readonly Task _reading;

    private DevLoopProgram(SoakCluster cluster, Wire wire, SoakOptions options)
    {
        Wire = wire;
        var kubeconfig = Path.Combine(_home.FullName, "kubeconfig");
        cluster.WriteKubeconfig(kubeconfig);
        File.WriteAllText(Path.Combine(_home.FullName, "devloop.yaml"), Configuration());
        Directory.CreateDirectory(options.LogFolder);
        _log = new StreamWriter(Path.Combine(options.LogFolder, $"{wire.Name}.txt"));
        HasCensus = options.IsAssembly;
        string[] arguments = ["dev", "--transport", wire.Name];
        var info = new ProcessStartInfo(options.IsAssembly ? "dotnet" : options.Program, options.IsAssembly ? [options.Program, .. arguments] : arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _home.FullName,
        };
        info.Environment["HOME"] = _home.FullName;
        info.Environment.Remove("XDG_STATE_HOME");
        info.Environment["KUBECONFIG"] = kubeconfig;
        _process = Process.Start(info) ?? throw new InvalidOperationException("devloop did not start.");
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
    }

    public Wire Wire { get; }

    /// <summary>Whether its heap can be counted: the native program is without the runtime's part that answers.</summary>
    public bool HasCensus { get; }

    public int ProcessId => _process.Id;

    public bool HasEnded => _process.HasExited;

    public IEnumerable<Forward> Forwards =>
        Workload.All.Select(w => new Forward(Wire, w, Forward.PortNames.ToDictionary(p => p, p => _ports[(w.Resource, p)])));

    /// <summary>Starts it, and waits until every forward is up.</summary>
    /// <exception cref="InvalidOperationException">It is not; its log says why.</exception>
    public static async Task<DevLoopProgram> StartAsync(SoakCluster cluster, Wire wire, SoakOptions options, CancellationToken cancellationToken)
    {
        var program = new DevLoopProgram(cluster, wire, options);
        try
        {
            await Task.WhenAny(program._up.Task, program._reading).WaitAsync(StartLimit, TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Said below.
        }

        if (program._up.Task.IsCompleted)
        {
            return program;
        }

        await program.DisposeAsync();
        throw new InvalidOperationException($"devloop over {wire.Name} did not forward everything; what it said is in {options.LogFolder}.");
    }

    /// <summary>Asks it to end, as Ctrl+C in a terminal does, and gives its exit code; null when it did not end in time, and was killed.</summary>
    public async Task<int?> EndAsync()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", ProcessId.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        }

        using var limit = new CancellationTokenSource(EndLimit, TimeProvider.System);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _reading;
        await _log.DisposeAsync();
        _process.Dispose();
        _home.Delete(recursive: true);
    }

    private static string Configuration() =>
        "apiVersion: devloop/v1\nkind: Config\nportForward:\n"
        + string.Concat(Workload.All.SelectMany(w => Forward.PortNames.Select(p => $"- {{resourceType: {w.ResourceType}, resourceName: {w.Name}, port: {p}}}\n")));

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_log)
            {
                _log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {line}"));
            }

            if (UpLine().Match(line) is { Success: true } up)
            {
                _ports[(up.Groups["resource"].Value, up.Groups["port"].Value)] = int.Parse(up.Groups["local"].Value, CultureInfo.InvariantCulture);
                if (_ports.Count == Workload.All.Count * Forward.PortNames.Count)
                {
                    _up.TrySetResult();
                }
            }
        }
    }

    [GeneratedRegex(@"^Port forwarding (?<resource>\S+) in namespace default, remote port (?<port>\S+) -> http://127\.0\.0\.1:(?<local>\d+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UpLine();
}
