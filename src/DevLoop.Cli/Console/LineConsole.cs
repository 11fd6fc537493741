namespace DevLoop.Cli.Console;

/// <summary>The console of a command that runs within another program: hands on its lines, and lets that program wait for one.</summary>
internal sealed class LineConsole : IUserConsole
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _more = NewSource();

    /// <summary>Hands each line on, one at a time, before anybody who waits for it goes on.</summary>
    /// <param name="onOut">Gets the lines of standard output.</param>
    /// <param name="onError">Gets the lines of standard error.</param>
    public LineConsole(Action<string> onOut, Action<string> onError)
    {
        Out = TextWriter.Synchronized(new LineWriter(line => Add(line, onOut)));
        Error = TextWriter.Synchronized(new LineWriter(line => Add(line, onError)));
    }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    /// <summary>How many lines there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _lines.Count;
            }
        }
    }

    /// <summary>What <paramref name="wanted"/> gives for the first line, on either stream, for which it gives something.</summary>
    public Task<T> WaitForAsync<T>(Func<string, T?> wanted, CancellationToken cancellationToken)
        where T : class => WaitForAsync(wanted, after: 0, cancellationToken);

    /// <summary>As <see cref="WaitForAsync{T}(Func{string, T}, CancellationToken)"/>, for lines from some point on.</summary>
    /// <param name="wanted">Null for a line that is not the one.</param>
    /// <param name="after">How many of the first lines do not matter.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<T> WaitForAsync<T>(Func<string, T?> wanted, int after, CancellationToken cancellationToken)
        where T : class
    {
        for (var seen = after; ;)
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

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Add(string line, Action<string> handOn)
    {
        lock (_gate)
        {
            handOn(line);
            _lines.Add(line);
            _more.TrySetResult();
            _more = NewSource();
        }
    }
}
