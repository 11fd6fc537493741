using Microsoft.Extensions.Logging;

namespace DevLoop.Kubernetes.Informers;

/// <summary>What informers leave in the log.</summary>
internal static partial class InformerLog
{
    [LoggerMessage(2201, LogLevel.Debug, "Listed {Count} {Resource} at version {Version}")]
    public static partial void Listed(ILogger logger, int count, string resource, string? version);

    [LoggerMessage(2202, LogLevel.Debug, "The watch of {Resource} cannot go on and starts from a new list: {Why}")]
    public static partial void Expired(ILogger logger, string resource, string why);

    [LoggerMessage(2203, LogLevel.Warning, "Not following {Resource} at the moment, and trying again: {Why}")]
    public static partial void Failed(ILogger logger, Exception e, string resource, string why);

    [LoggerMessage(2204, LogLevel.Information, "Following {Resource} again")]
    public static partial void Recovered(ILogger logger, string resource);

    [LoggerMessage(2205, LogLevel.Error, "A listener of the {Resource} informer failed")]
    public static partial void ListenerFailed(ILogger logger, Exception exception, string resource);

    [LoggerMessage(2206, LogLevel.Warning, "May not {Permission} (403), and makes do without")]
    public static partial void Refused(ILogger logger, string permission);
}
