using Microsoft.Extensions.Logging;

namespace DevLoop.Forwarding.Targets;

/// <summary>What is found out about pods, for the log: event ids 4400 to 4499.</summary>
internal static partial class PodLog
{
    [LoggerMessage(4400, LogLevel.Debug, "Pod {Pod} is gone, its connections end")]
    public static partial void Gone(ILogger logger, string pod);

    [LoggerMessage(4401, LogLevel.Debug, "Whether pod {Pod} is gone cannot be found out")]
    public static partial void CannotTell(ILogger logger, Exception e, string pod);

    [LoggerMessage(4402, LogLevel.Debug, "Pod {Pod} is gone, as it was reported to be")]
    public static partial void StaysLost(ILogger logger, string pod);

    [LoggerMessage(4303, LogLevel.Debug, "What has become of pod {Pod}, which took no connection, cannot be found out")]
    public static partial void CannotAsk(ILogger logger, Exception e, string pod);
}
