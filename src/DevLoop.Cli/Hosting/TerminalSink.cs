using DevLoop.Cli.Console;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace DevLoop.Cli.Hosting;

/// <summary>Writes log messages to a terminal, one line each.</summary>
internal sealed class TerminalSink(TextWriter terminal) : ILogEventSink
{
    private static readonly MessageTemplateTextFormatter Line = new("{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}");

    public void Emit(LogEvent logEvent)
    {
        using var line = new StringWriter();
        Line.Format(logEvent, line);
        terminal.WritePlainLine(line.ToString());
    }
}
