using Serilog.Core;
using Serilog.Events;

namespace DevLoop.Cli.Hosting;

/// <summary>Writes log messages to a terminal, one line each.</summary>
internal sealed class TerminalSink(TextWriter terminal) : ILogEventSink
{
    private static readonly PlainLogFormatter Lines = new(withExceptions: false);

    public void Emit(LogEvent logEvent)
    {
        using var line = new StringWriter();
        Lines.Format(logEvent, line);
        terminal.Write(line.ToString());
    }
}
