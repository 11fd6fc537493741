using System.Text;
using DevLoop.Cli.Console;

namespace DevLoop.Cli.Demo;

/// <summary>The console of a command that the demo runs: shows its lines, indented, and lets the demo wait for them.</summary>
internal sealed class DemoConsole : IUserConsole
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly TextWriter _shown;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DemoConsole(TextWriter shown)
    {
        _shown = shown;
        Out = TextWriter.Synchronized(new LineWriter(OnLine));
        Error = TextWriter.Synchronized(new LineWriter(OnLine));
    }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    /// <summary>The first line that came, or comes, for which <paramref name="wanted"/> gives something.</summary>
    public async Task<T> WaitForAsync<T>(Func<string, T?> wanted, CancellationToken cancellationToken)
        where T : class
    {
        for (var seen = 0; ;)
        {
            Task more;
            lock (_gate)
            {
                for (; seen < _lines.Count; seen++)
                {
                    if (wanted(_lines[seen]) is { } found)
                    {
                        return found;
                    }
                }

                more = _more.Task;
            }

            await more.WaitAsync(cancellationToken);
        }
    }

    private void OnLine(string line)
    {
        lock (_gate)
        {
            _shown.WriteLine($"     | {line}");
            _lines.Add(line);
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
