using Cronos;

namespace DevLoop.Sandbox.Kinds.CronJobs;

/// <summary>The times at which a CronJob starts its jobs.</summary>
internal sealed class CronSchedule
{
    // A schedule that names a day, such as 29 February, can pause for eight years.
    private static readonly TimeSpan[] Windows =
        [TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(32), TimeSpan.FromDays(366), TimeSpan.FromDays(3660)];

    private readonly CronExpression _expression;
    private readonly TimeZoneInfo _zone;

    private CronSchedule(CronExpression expression, TimeZoneInfo zone)
    {
        _expression = expression;
        _zone = zone;
    }

    /// <param name="schedule">Five fields, or a macro such as <c>@hourly</c>.</param>
    /// <param name="timeZone">An IANA name; null for UTC.</param>
    /// <exception cref="CronFormatException">The schedule is none.</exception>
    /// <exception cref="TimeZoneNotFoundException">There is no such time zone.</exception>
    public static CronSchedule Parse(string schedule, string? timeZone) =>
        new(CronExpression.Parse(schedule, CronFormat.Standard), timeZone is null ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(timeZone));

    /// <summary>The first time after <paramref name="time"/>; null when there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset time) => _expression.GetNextOccurrence(time, _zone);

    /// <summary>The last time after <paramref name="earliest"/> that <paramref name="now"/> has reached; null when there is none.</summary>
    public DateTimeOffset? Last(DateTimeOffset earliest, DateTimeOffset now)
    {
        // The nearest window that has one is looked through, so that a CronJob of long ago costs no more than one of today.
        foreach (var window in Windows)
        {
            var from = now - window > earliest ? now - window : earliest;
            if (from >= now)
            {
                return null;
            }

            var last = _expression.GetOccurrences(from, now, _zone, fromInclusive: false, toInclusive: true).Cast<DateTimeOffset?>().LastOrDefault();
            if (last is not null || from == earliest)
            {
                return last;
            }
        }

        return null;
    }

    /// <summary>A time as the time zone of the schedule writes it.</summary>
    public DateTimeOffset Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, _zone);
}
