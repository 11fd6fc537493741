using DevLoop.Kubernetes;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace DevLoop.Cli.Hosting;

/// <summary>Writes each log message as one line, and nothing that a terminal would obey: servers and plugins have their words in it.</summary>
/// <param name="withExceptions">Whether an exception follows with its stack trace, one indented line for each of its own.</param>
internal sealed class PlainLogFormatter(bool withExceptions) : ITextFormatter
{
    private const int MaxLength = 2000;

    private static readonly MessageTemplateTextFormatter Line = new("{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}");

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var line = new StringWriter();
        Line.Format(logEvent, line);
        output.WriteLine(PlainText.Of(line.ToString(), MaxLength));
        if (!withExceptions || logEvent.Exception is not { } exception)
        {
            return;
        }

        foreach (var part in exception.ToString().Split('\n'))
        {
            output.WriteLine($"    {PlainText.Of(part.Trim(), MaxLength)}");
        }
    }
}
