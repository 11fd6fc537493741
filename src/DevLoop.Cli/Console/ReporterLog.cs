using DevLoop.Forwarding.Configuration;
using Microsoft.Extensions.Logging;

namespace DevLoop.Cli.Console;

/// <summary>What goes wrong as people and programs are told, for the log: event ids 4000 to 4099.</summary>
internal static partial class ReporterLog
{
    [LoggerMessage(4001, LogLevel.Warning, "{Entry}: {Event} could not be shown")]
    public static partial void NotShown(ILogger logger, Exception e, PortForwardEntry entry, string @event);
}
