using Microsoft.Extensions.Logging;

namespace DevLoop.Cli.Console;

/// <summary>What happens to forwards, for the log: event ids 4000 to 4099.</summary>
internal static partial class ReporterLog
{
    [LoggerMessage(4001, LogLevel.Debug, "{Entry}: released")]
    public static partial void Released(ILogger logger, string entry);

    [LoggerMessage(4002, LogLevel.Debug, "What happened could not be shown")]
    public static partial void NotShown(ILogger logger, Exception e);
}
