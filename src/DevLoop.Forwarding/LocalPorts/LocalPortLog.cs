using System.Net;
using Microsoft.Extensions.Logging;

namespace DevLoop.Forwarding.LocalPorts;

/// <summary>What local ports leave in the log: event ids 4300 to 4399.</summary>
internal static partial class LocalPortLog
{
    [LoggerMessage(4300, LogLevel.Warning, "{Local}: no connection can be accepted at the moment; trying on")]
    public static partial void NotAccepting(ILogger logger, Exception e, EndPoint? local);

    [LoggerMessage(4301, LogLevel.Warning, "The local ports of earlier runs in {File} are not used: {Why}")]
    public static partial void Ignored(ILogger logger, string file, string why);

    [LoggerMessage(4302, LogLevel.Warning, "The local ports of this run are not kept for the next one: {Why}")]
    public static partial void NotKept(ILogger logger, string why);
}
