using System.Globalization;

namespace DevLoop.Sandbox.Kinds;

/// <summary>Durations as kubectl prints ages: two units while the first is small, <c>5m3s</c>, else one, <c>45m</c>.</summary>
internal static class HumanDuration
{
    private const int DaysOfAYear = 365;

    public const string Unknown = "<unknown>";

    /// <summary>The age of an RFC 3339 time; <see cref="Unknown"/> without one.</summary>
    public static string Since(string? time, DateTimeOffset now) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var then) ? Format(now - then) : Unknown;

    public static string Format(TimeSpan duration)
    {
        var seconds = (long)Math.Floor(duration.TotalSeconds);
        if (seconds < -1)
        {
            return "<invalid>";
        }

        seconds = Math.Max(0, seconds);
        var minutes = seconds / 60;
        var hours = minutes / 60;
        var days = hours / 24;
        return (seconds, minutes, hours, days) switch
        {
            ( < 120, _, _, _) => $"{seconds}s",
            (_, < 10, _, _) => Two(minutes, "m", seconds % 60, "s"),
            (_, < 180, _, _) => $"{minutes}m",
            (_, _, < 8, _) => Two(hours, "h", minutes % 60, "m"),
            (_, _, < 48, _) => $"{hours}h",
            (_, _, _, < 8) => Two(days, "d", hours % 24, "h"),
            (_, _, _, < 2 * DaysOfAYear) => $"{days}d",
            (_, _, _, < 8 * DaysOfAYear) => Two(days / DaysOfAYear, "y", days % DaysOfAYear, "d"),
            _ => $"{days / DaysOfAYear}y",
        };
    }

    private static string Two(long big, string bigUnit, long small, string smallUnit) =>
        small == 0 ? $"{big}{bigUnit}" : $"{big}{bigUnit}{small}{smallUnit}";
}
