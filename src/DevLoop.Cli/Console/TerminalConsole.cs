namespace DevLoop.Cli.Console;

/// <summary>
/// The process's own standard streams. Lines of many tasks do not mix: the writers are synchronized. What is said on stderr is
/// queued, since any task may have something to say there and none may be held up by it.
/// </summary>
internal sealed class TerminalConsole(TimeProvider time) : IUserConsole, IAsyncDisposable
{
    private readonly LineQueue _error = new(System.Console.Error, time);

    public TextWriter Out => System.Console.Out;

    public TextWriter Error => _error.Writer;

    /// <summary>Waits until stderr is written, but not for long.</summary>
    public ValueTask DisposeAsync() => _error.DisposeAsync();
}
