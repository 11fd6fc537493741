using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace DevLoop.Benchmarks.Processes;

/// <summary>A program that runs beside the bench. Its output is read to the end, so that it never waits for it, and the first lines are kept.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const int MaxLines = 2_000;

    private static readonly ConcurrentDictionary<ChildProcess, bool> Running = new();

    private readonly Lock _gate = new();
    private readonly List<OutputLine> _lines = [];
    private readonly AutoResetEvent _more = new(initialState: false);
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly string _command;
    private readonly Process _process;

    static ChildProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var child in Running.Keys)
        {
            child.Kill();
        }
    };

    /// <param name="program">The path of the program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="home">Its home and working directory.</param>
    /// <param name="environment">Variables to add.</param>
    public ChildProcess(string program, IEnumerable<string> arguments, string home, params IEnumerable<(string Name, string Value)> environment)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home,
        };
        info.Environment["HOME"] = home;
        info.Environment.Remove("KUBECONFIG");
        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }

        _command = $"{Path.GetFileName(program)} {string.Join(' ', info.ArgumentList)}";
        _process = Process.Start(info) ?? throw new BenchException($"{program} did not start.");
        Running.TryAdd(this, true);
        Usage = new ProcessUsage(_process.Id);
        foreach (var reader in (StreamReader[])[_process.StandardOutput, _process.StandardError])
        {
            new Thread(() => Read(reader)) { IsBackground = true, Name = "output" }.Start();
        }
    }

    /// <summary>What it uses of the machine.</summary>
    public ProcessUsage Usage { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>Waits for as many lines that match, on either stream.</summary>
    /// <exception cref="BenchException">They do not come in time, or the program ends before.</exception>
    public IReadOnlyList<OutputLine> WaitFor(Regex pattern, int count, TimeSpan limit)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var exited = _process.HasExited;
            lock (_gate)
            {
                var found = _lines.Where(l => pattern.IsMatch(l.Text)).Take(count).ToList();
                if (found.Count == count)
                {
                    return found;
                }

                if (exited || Stopwatch.GetElapsedTime(began) > limit)
                {
                    throw new BenchException($"'{_command}' {(exited ? "ended" : "went on")} with {found.Count} of {count} lines '{pattern}': {string.Join(" | ", _lines.Take(5).Select(l => l.Text))}");
                }
            }

            _more.WaitOne(TimeSpan.FromMilliseconds(100));
        }
    }

    public void Dispose()
    {
        Kill();
        _process.WaitForExit(TimeSpan.FromSeconds(5));
        Running.TryRemove(this, out _);
        _process.Dispose();
    }

    private void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    private void Read(StreamReader reader)
    {
        try
        {
            while (reader.ReadLine() is { } text)
            {
                Add(new OutputLine(text, Stopwatch.GetElapsedTime(_started)));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The process is being disposed.
        }
    }

    private void Add(OutputLine line)
    {
        lock (_gate)
        {
            if (_lines.Count < MaxLines)
            {
                _lines.Add(line);
            }
        }

        _more.Set();
    }
}
