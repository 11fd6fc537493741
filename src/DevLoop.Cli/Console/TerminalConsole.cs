namespace DevLoop.Cli.Console;

/// <summary>
/// The process's own standard streams. Lines of many tasks do not mix: the writers are synchronized. What is said on stderr is
/// queued, since any task may have something to say there and none may be held up by it. A stream that cannot be written ends
/// nothing: it may be closed (<c>2&gt;&amp;-</c>), its disk full, its terminal gone.
/// </summary>
internal sealed class TerminalConsole : IUserConsole, IAsyncDisposable
{
    private readonly LineQueue _error;

    /// <summary>
    /// Takes the streams at once: the number of one that is closed is given to the next file or socket that is opened, which must
    /// not get our words.
    /// </summary>
    public TerminalConsole(TimeProvider time)
        : this(System.Console.Out, System.Console.Error, time)
    {
    }

    internal TerminalConsole(TextWriter standardOutput, TextWriter standardError, TimeProvider time)
    {
        _error = new LineQueue(standardError, time);
        Out = TextWriter.Synchronized(new LineWriter(new OutputLines(standardOutput, Error).Write));
    }

    public TextWriter Out { get; }

    public TextWriter Error => _error.Writer;

    /// <summary>Waits until stderr is written, but not for long.</summary>
    public ValueTask DisposeAsync() => _error.DisposeAsync();
}
