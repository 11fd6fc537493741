using Microsoft.Extensions.Logging;

namespace DevLoop.Cli.Commands;

/// <summary>What commands leave in the log: event ids 4100 to 4199.</summary>
internal static partial class CommandLog
{
    [LoggerMessage(4100, LogLevel.Debug, "The command failed")]
    public static partial void Failed(ILogger logger, Exception e);

    [LoggerMessage(4101, LogLevel.Debug, "Reading manifests from {Files}")]
    public static partial void ReadingManifests(ILogger logger, string files);
}
