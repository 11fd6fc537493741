using System.Diagnostics;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>
/// containerd inside its namespaces, tied to this process by a pipe: when the pipe closes, for whatever reason, everything in
/// them ends and is cleaned up, by a script that outlives this process where it has to.
/// </summary>
internal sealed class ContainerdProcess : IAsyncDisposable
{
    private const int MaxLogLines = 100;

    private readonly Process _process;
    private readonly Queue<string> _log = new();

    private ContainerdProcess(Process process)
    {
        _process = process;
        Ended = ReadLogAsync();
    }

    /// <summary>Completes when containerd has ended and what it left is cleaned up.</summary>
    public Task Ended { get; }

    /// <summary>The last lines that containerd wrote.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return string.Join(Environment.NewLine, _log);
            }
        }
    }

    // A session of its own: neither a Ctrl+C in the terminal nor the end of our process group hits the script.
    public static ContainerdProcess Start(ContainerdFolder folder) =>
        new(Process.Start(new ProcessStartInfo("setsid", ["--fork", "bash", Script("run-containerd.sh"), folder.Path])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!);

    /// <summary>Removes what runs left whose clean-up was killed too.</summary>
    public static async Task CleanUpStaleAsync(CancellationToken cancellationToken)
    {
        foreach (var folder in ContainerdFolder.FindStale())
        {
            await Command.RunAsync("bash", [Script("clean-up.sh"), folder], cancellationToken);
        }
    }

    /// <exception cref="TimeoutException">Something would not end.</exception>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await Ended.Within("end of containerd and its clean-up");
        }
        finally
        {
            _process.Dispose();
        }
    }

    private static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Containerd", name);

    private async Task ReadLogAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_log)
            {
                _log.Enqueue(line);
                if (_log.Count > MaxLogLines)
                {
                    _log.Dequeue();
                }
            }
        }
    }
}
