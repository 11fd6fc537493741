using System.Text;
using DevLoop.Cli.Console;
using DevLoop.Testing;

namespace DevLoop.Cli.Tests;

/// <summary>Keeps the lines that a command writes, and lets a test wait for one.</summary>
internal sealed class RecordingConsole : IUserConsole
{
    private readonly Lock _gate = new();
    private readonly List<(bool IsError, string Text)> _lines = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RecordingConsole()
    {
        Out = TextWriter.Synchronized(new LineWriter(line => Add(false, line)));
        Error = TextWriter.Synchronized(new LineWriter(line => Add(true, line)));
    }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    public IReadOnlyList<string> OutLines => Lines(isError: false);

    public IReadOnlyList<string> ErrorLines => Lines(isError: true);

    /// <summary>The first line that begins so, on either stream, once it is there.</summary>
    public async Task<string> WaitForAsync(string beginning)
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (_lines.Find(l => l.Text.StartsWith(beginning, StringComparison.Ordinal)).Text is { } found)
                {
                    return found;
                }

                more = _more.Task;
            }

            await more.Within($"line '{beginning}…'");
        }
    }

    private IReadOnlyList<string> Lines(bool isError)
    {
        lock (_gate)
        {
            return [.. _lines.Where(l => l.IsError == isError).Select(l => l.Text)];
        }
    }

    private void Add(bool isError, string line)
    {
        lock (_gate)
        {
            _lines.Add((isError, line));
            _more.TrySetResult();
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private sealed class LineWriter(Action<string> onLine) : TextWriter
    {
        private readonly StringBuilder _line = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            if (value == '\n')
            {
                onLine(_line.ToString().TrimEnd('\r'));
                _line.Clear();
            }
            else
            {
                _line.Append(value);
            }
        }
    }
}
