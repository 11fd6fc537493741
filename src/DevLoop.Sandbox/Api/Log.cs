using Microsoft.Extensions.Logging;

namespace DevLoop.Sandbox.Api;

internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(3002, LogLevel.Debug, "Asked to {Verb} {Resource} in {Namespace}: {Name}")]
    public static partial void Requested(ILogger logger, string verb, string resource, string @namespace, string name);
}
