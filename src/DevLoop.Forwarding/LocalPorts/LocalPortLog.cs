using Microsoft.Extensions.Logging;

namespace DevLoop.Forwarding.LocalPorts;

/// <summary>What local ports leave in the log: event ids 4300 to 4399.</summary>
internal static partial class LocalPortLog
{
    [LoggerMessage(4301, LogLevel.Warning, "The local ports of earlier runs in {File} are not used: {Why}")]
    public static partial void Ignored(ILogger logger, string file, string why);

    [LoggerMessage(4302, LogLevel.Warning, "The local ports of this run are not kept for the next one: {Why}")]
    public static partial void NotKept(ILogger logger, string why);
}
