using System.Collections.Concurrent;
using DevLoop.Cli.Console;
using DevLoop.Testing;

namespace DevLoop.Cli.Tests;

/// <summary>Keeps the lines that a command writes, and lets a test wait for one.</summary>
internal sealed class RecordingConsole : IUserConsole
{
    private readonly ConcurrentQueue<string> _out = new();
    private readonly ConcurrentQueue<string> _error = new();
    private readonly LineConsole _console;

    public RecordingConsole() => _console = new LineConsole(_out.Enqueue, _error.Enqueue);

    public TextWriter Out => _console.Out;

    public TextWriter Error => _console.Error;

    public IReadOnlyList<string> OutLines => [.. _out];

    /// <summary>The lines on stderr, but for the one that says that the cluster is slow to answer: on a loaded machine it may be.</summary>
    public IReadOnlyList<string> ErrorLines => [.. _error.Where(l => !l.StartsWith("Waiting for the cluster at ", StringComparison.Ordinal))];

    /// <summary>The first line that begins so, on either stream, once it is there.</summary>
    public Task<string> WaitForAsync(string beginning) => _console
        .WaitForAsync(line => line.StartsWith(beginning, StringComparison.Ordinal) ? line : null, CancellationToken.None)
        .Within($"line '{beginning}…'");
}
