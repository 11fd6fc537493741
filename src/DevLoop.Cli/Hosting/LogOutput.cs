using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;
using Serilog.Formatting.Compact;

namespace DevLoop.Cli.Hosting;

/// <summary>Where the log goes: to stderr with <c>-v</c>, to a file with <c>--log-file</c>, else nowhere.</summary>
internal static class LogOutput
{
    private static readonly string[] JsonEndings = [".json", ".jsonl", ".clef"];

    /// <summary>
    /// The file gets everything, debug messages and stack traces too; <paramref name="terminal"/> only messages. By its ending the
    /// file is text, or one JSON object a message (Serilog's compact form, https://clef-json.org/), for programs that search logs.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static ILoggerFactory Create(TextWriter? terminal, string? file)
    {
        if (terminal is null && file is null)
        {
            return LoggerFactory.Create(_ => { });
        }

        var log = new LoggerConfiguration().MinimumLevel.Debug().MinimumLevel.Override("Microsoft", LogEventLevel.Warning);
        if (terminal is not null)
        {
            log.WriteTo.Sink(new TerminalSink(terminal));
        }

        if (file is not null)
        {
            CheckWritable(file);
            log.WriteTo.File(FormatterFor(file), file, shared: true);
        }

        return new SerilogLoggerFactory(log.CreateLogger(), dispose: true);
    }

    private static ITextFormatter FormatterFor(string file) => JsonEndings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)
        ? new RenderedCompactJsonFormatter()
        : new PlainLogFormatter(withExceptions: true);

    /// <summary>The file sink itself keeps quiet about a file that it cannot write.</summary>
    private static void CheckWritable(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new IOException($"The log file '{file}' cannot be written: {e.Message}", e);
        }
    }
}
