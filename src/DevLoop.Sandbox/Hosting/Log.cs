using Microsoft.Extensions.Logging;

namespace DevLoop.Sandbox.Hosting;

internal static partial class Log
{
    [LoggerMessage(3201, LogLevel.Error, "A part of the sandbox cluster failed, and the cluster ends with it")]
    public static partial void PartFailed(ILogger logger, Exception exception);
}
