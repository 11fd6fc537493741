using Microsoft.Extensions.Logging;

namespace DevLoop.Sandbox.Controllers;

internal static partial class Log
{
    [LoggerMessage(3101, LogLevel.Warning, "{Controller}: {Namespace}/{Name} failed and is tried again")]
    public static partial void ReconcileFailed(ILogger logger, Exception exception, string controller, string @namespace, string name);
}
