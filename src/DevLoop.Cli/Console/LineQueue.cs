using System.Threading.Channels;

namespace DevLoop.Cli.Console;

/// <summary>
/// Between whoever has a line to say and a terminal that may stand still (Ctrl+S, a selection, a pipe that nobody reads):
/// nobody waits for it.
/// </summary>
internal sealed class LineQueue : IAsyncDisposable
{
    /// <summary>More than this many lines that wait to be written are dropped, the oldest first: the last word of a command is its reason.</summary>
    private const int Capacity = 10_000;

    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly Channel<string> _lines =
        Channel.CreateBounded<string>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly TimeProvider _time;
    private readonly Task _writing;

    /// <summary>Begins to write lines to <paramref name="terminal"/>, in order.</summary>
    public LineQueue(TextWriter terminal, TimeProvider time)
    {
        _time = time;
        Writer = TextWriter.Synchronized(new LineWriter(line => _lines.Writer.TryWrite(line)));
        _writing = Task.Run(() => WriteAsync(terminal));
    }

    /// <summary>Takes lines from any task, and never blocks.</summary>
    public TextWriter Writer { get; }

    /// <summary>Waits until everything is written, but not for long.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        try
        {
            await _writing.WaitAsync(LastWords, _time);
        }
        catch (TimeoutException)
        {
            // Nobody reads what is written; the process ends all the same.
        }
    }

    private async Task WriteAsync(TextWriter terminal)
    {
        await foreach (var line in _lines.Reader.ReadAllAsync())
        {
            try
            {
                await terminal.WriteLineAsync(line);
            }
            catch (Exception e) when (ConsoleLines.IsGone(e))
            {
                // The terminal is gone: there is nobody to tell, and no reason to end anything.
            }
        }
    }
}
